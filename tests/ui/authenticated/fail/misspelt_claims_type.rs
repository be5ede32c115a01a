use logto::User;

logto::claims! {
    struct Account: profile;
}

#[logto::authenticated]
async fn account(_user: User<Acount>) {}

fn main() {}
