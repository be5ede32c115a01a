use logto::BearerToken;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://billing.example.com/api")]
enum BillingApi {
    #[scope("pay")]
    Pay,
}

#[logto::authorized(ShoppingApi::Read)]
async fn list(_token: BearerToken<BillingApi>) {}

fn main() {}
