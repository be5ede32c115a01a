mod framework {
    pub use ::logto as auth;
}

use framework::auth::{BearerToken, Resource, authorized};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api", crate = crate::framework::auth)]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

#[authorized(crate::ShoppingApi::Read, crate = crate::framework::auth)]
async fn list(token: BearerToken<ShoppingApi>) -> String {
    token.subject().to_owned()
}

#[authorized(crate = framework::auth)]
async fn whoami(_token: BearerToken<ShoppingApi>) {}

fn main() {
    let _ = (list, whoami);
}
