use logto::User;

logto::claims! {
    struct Account: profile;
}

#[logto::authenticated]
async fn account(user: User<Account>) -> String {
    user.name.clone()
}

fn main() {}
