#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[claim(id_token)]
    email: String,
}

fn main() {}
