#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    email_verified: String,
}

fn main() {}
