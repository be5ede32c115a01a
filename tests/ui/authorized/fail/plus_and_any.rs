#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read + any(ShoppingApi::Write))]
async fn list() {}

#[logto::authorized(any(ShoppingApi::Read) + ShoppingApi::Write)]
async fn behind() {}

#[logto::authorized(any(ShoppingApi::Read + ShoppingApi::Write))]
async fn inside() {}

fn main() {}
