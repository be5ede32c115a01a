#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    #[scope("list")]
    Read,
}

fn main() {}
