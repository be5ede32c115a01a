#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi<const N: usize> {
    #[scope("read")]
    Read,
}

fn main() {}
