#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("lösche")]
    Delete,
    #[scope("a\"b")]
    Quoted,
}

fn main() {}
