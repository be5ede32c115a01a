#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[claim(custom, id_token)]
    tier: String,
}

fn main() {}
