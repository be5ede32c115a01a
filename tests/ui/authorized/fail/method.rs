#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

struct Api;

impl Api {
    #[logto::authorized(ShoppingApi::Read)]
    async fn list(&self) {}
}

fn main() {}
