#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    email: String,
    #[claim("email")]
    mail: String,
}

fn main() {}
