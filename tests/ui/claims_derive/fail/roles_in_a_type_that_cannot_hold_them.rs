#[derive(serde::Deserialize, logto::Claims)]
struct Account {
    roles: u8,
}

#[logto::authenticated(role = "admin")]
async fn admins(_user: logto::User<Account>) {}

fn main() {}
