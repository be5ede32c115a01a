use logto::BearerToken;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(organizations)]
enum Template {
    #[scope("invite:member")]
    Invite,
}

#[logto::authorized]
async fn invite(_token: BearerToken<Template>) {}

fn main() {}
