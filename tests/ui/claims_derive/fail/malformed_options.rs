#[derive(serde::Deserialize, logto::Claims)]
#[claim(krate = logto)]
struct Subscriber {
    #[claim(custm)]
    tier: String,
    #[claim(custom, custom)]
    plan: String,
    #[claim(42)]
    seats: String,
    #[claim]
    email: String,
}

fn main() {}
