#[logto::authenticated(ShoppingApi::Read)]
async fn list() {}

fn main() {}
