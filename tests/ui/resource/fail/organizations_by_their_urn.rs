#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("urn:logto:resource:organizations")]
enum Permission {
    #[scope("invite:member")]
    Invite,
}

fn main() {}
