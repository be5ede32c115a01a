#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

trait Api {
    #[logto::authorized(ShoppingApi::Read)]
    async fn list();
}

fn main() {}
