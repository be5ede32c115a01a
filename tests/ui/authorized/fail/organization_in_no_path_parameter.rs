#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read, organization = path(""))]
async fn empty() {}

#[logto::authorized(ShoppingApi::Read, organization = path("{org_id}"))]
async fn braces() {}

fn main() {}
