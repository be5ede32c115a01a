#[logto::authenticated(redirect = true, fetch_userinfo = false)]
async fn account() {}

fn main() {}
