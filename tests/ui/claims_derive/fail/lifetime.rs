#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber<'a> {
    name: &'a str,
}

fn main() {}
