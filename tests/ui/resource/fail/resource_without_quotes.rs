#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(shopping)]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

fn main() {}
