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

#[logto::authorized(ShoppingApi::Read + BillingApi::Pay)]
async fn list() {}

#[logto::authorized(any(ShoppingApi::Read, BillingApi::Pay))]
async fn some() {}

fn main() {}
