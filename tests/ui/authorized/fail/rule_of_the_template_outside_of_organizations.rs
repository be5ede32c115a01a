use logto::resource_server::AccessRule;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(organizations)]
enum Template {
    #[scope("invite:member")]
    Invite,
}

fn main() {
    let _ = AccessRule::<Template>::global();
}
