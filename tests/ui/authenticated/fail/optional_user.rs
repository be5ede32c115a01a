use logto::User;

logto::claims! {
    struct Account: profile;
}

#[logto::authenticated]
async fn home(_user: Option<User<Account>>) {}

fn main() {}
