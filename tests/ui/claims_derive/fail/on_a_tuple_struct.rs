#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber(String);

fn main() {}
