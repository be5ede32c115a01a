use logto::User;

logto::claims! {
    struct Account: email;
}

#[logto::authenticated]
async fn account(user: User<Account>) -> Option<String> {
    user.username.clone()
}

fn main() {}
