use logto::User;

logto::claims! {
    struct Account: profile;
}

#[logto::authenticated(role = "admin")]
async fn admins(_user: User<Account>) {}

fn main() {}
