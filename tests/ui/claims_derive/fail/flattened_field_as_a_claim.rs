#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[serde(flatten)]
    #[claim("custom_data")]
    rest: serde_json::Map<String, serde_json::Value>,
}

fn main() {}
