#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read | ShoppingApi::Write)]
async fn list() {}

#[logto::authorized(ShoppingApi::Read && ShoppingApi::Write)]
async fn and() {}

#[logto::authorized(ShoppingApi::Read, ShoppingApi::Write)]
async fn comma() {}

#[logto::authorized(all(ShoppingApi::Read, ShoppingApi::Write))]
async fn all() {}

fn main() {}
