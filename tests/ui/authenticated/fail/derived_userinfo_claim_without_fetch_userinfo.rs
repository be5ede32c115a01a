use logto::User;

#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[claim("custom_data")]
    preferences: String,
    identities: Option<serde_json::Value>,
}

#[logto::authenticated]
async fn account(user: User<Subscriber>) -> String {
    user.into_claims().preferences
}

fn main() {}
