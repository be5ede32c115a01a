#[derive(serde::Deserialize, logto::Claims)]
enum Subscriber {
    Free,
    Paying,
}

fn main() {}
