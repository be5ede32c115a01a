#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[claim(custom)]
    email: String,
    #[claim("custom_data", custom)]
    preferences: String,
}

fn main() {}
