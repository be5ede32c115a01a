#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read(u8),
    #[scope("write")]
    Write { all: bool },
}

fn main() {}
