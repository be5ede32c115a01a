#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read, organization = header(""))]
async fn empty() {}

#[logto::authorized(ShoppingApi::Read, organization = header("X Organization:"))]
async fn malformed() {}

fn main() {}
