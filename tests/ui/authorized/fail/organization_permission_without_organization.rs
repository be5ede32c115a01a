#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(organizations)]
enum Template {
    #[scope("invite:member")]
    Invite,
}

#[logto::authorized(Template::Invite)]
async fn invite() {}

fn main() {}
