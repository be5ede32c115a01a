#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

fn main() {
    let _ = ShoppingApi::Raed;
}
