#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
struct ShoppingApi;

fn main() {}
