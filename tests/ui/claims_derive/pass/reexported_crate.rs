mod framework {
    pub use ::logto as auth;
}

use framework::auth::Claims;

#[derive(serde::Deserialize, Claims)]
#[claim(crate = framework::auth)]
struct Subscriber {
    email: String,
    #[claim("custom_data", id_token)]
    preferences: u8,
    #[cfg(any())]
    no_such_claim: NoSuchType,
}

fn main() {
    let subscriber = Subscriber::from_json(r#"{"email":"e","custom_data":1}"#).unwrap();
    assert_eq!((subscriber.email.as_str(), subscriber.preferences), ("e", 1));
}
