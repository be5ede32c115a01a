use logto::User;

logto::claims! {
    struct Account: identities + organizations;
}

#[logto::authenticated]
async fn account(_user: User<Account>) {}

fn main() {}
