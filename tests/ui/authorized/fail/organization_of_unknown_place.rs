#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read, organization)]
async fn bare() {}

#[logto::authorized(ShoppingApi::Read, organization = "org_id")]
async fn text() {}

#[logto::authorized(ShoppingApi::Read, organization = query("org_id"))]
async fn query() {}

#[logto::authorized(ShoppingApi::Read, organization = path(org_id))]
async fn unquoted() {}

fn main() {}
