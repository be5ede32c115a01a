#[logto::authenticated(fetch_userinfo, fetch_userinfo)]
async fn account() {}

fn main() {}
