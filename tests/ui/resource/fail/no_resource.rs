#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

fn main() {}
