use logto::User;

struct Account;

#[logto::authenticated]
async fn account(_user: User<Account>) {}

#[logto::authenticated(redirect, fetch_userinfo)]
async fn flag(_user: User<bool>) {}

fn main() {}
