use logto::BearerToken;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read)]
async fn list(
    _1: u8, _2: u8, _3: u8, _4: u8, _5: u8, _6: u8, _7: u8, _8: u8,
    _token: BearerToken<ShoppingApi>,
    _9: u8, _10: u8, _11: u8, _12: u8, _13: u8, _14: u8, _15: u8, _16: u8,
) {}

fn main() {}
