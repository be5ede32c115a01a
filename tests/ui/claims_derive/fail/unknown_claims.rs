#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    sub: String,
    emial: String,
    phone: Option<String>,
    tier: Option<String>,
}

fn main() {}
