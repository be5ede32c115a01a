#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[claim("customData")]
    preferences: String,
    #[serde(rename = "userName")]
    name: Option<String>,
}

fn main() {}
