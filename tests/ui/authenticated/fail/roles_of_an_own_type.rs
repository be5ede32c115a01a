use logto::User;

struct Roles;

#[derive(serde::Deserialize, logto::Claims)]
struct Account {
    #[claim(serde)]
    roles: Roles,
}

impl<'de> serde::Deserialize<'de> for Roles {
    fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

#[logto::authenticated(role = "admin")]
async fn admins(_user: User<Account>) {}

fn main() {}
