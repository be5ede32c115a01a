use logto::{BearerToken, Client};

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(organizations)]
enum Template {
    #[scope("invite:member")]
    Invite,
}

async fn invite(logto: &Client, token: &str) {
    let _ = BearerToken::<Template>::verify(logto, token).await;
}

fn main() {}
