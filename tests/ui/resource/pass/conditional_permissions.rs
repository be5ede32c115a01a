//! Variants under `#[cfg]`, two of them by the same scope.

use logto::Resource;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[cfg(any())]
    #[scope("read")]
    ReadOld,
    #[cfg(all())]
    #[scope("read")]
    Read,
}

fn main() {
    assert_eq!(ShoppingApi::PERMISSIONS, [ShoppingApi::Read]);
}
