#[derive(serde::Deserialize)]
struct Email(String);

#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    email: Email,
}

fn main() {}
