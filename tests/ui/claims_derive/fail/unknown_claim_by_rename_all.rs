#[derive(serde::Deserialize, logto::Claims)]
#[serde(rename_all = "camelCase")]
struct Subscriber {
    email_verfied: bool,
}

fn main() {}
