#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api#v1")]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

fn main() {}
