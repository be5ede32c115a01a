#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    email: Option<u64>,
}

fn main() {}
