#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    name: u32,
    profile: bool,
}

fn main() {}
