use logto::User;

logto::claims! {
    struct Account: profile + custom_data;
}

#[logto::authenticated(redirect)]
async fn account(user: User<Account>) -> usize {
    user.custom_data.len()
}

fn main() {}
