use logto::{Claims, UserScope};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Preferences {
    theme: String,
}

#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    sub: String,
    email: String,
    name: Option<String>,
    #[claim("custom_data")]
    preferences: Preferences,
    #[claim(custom)]
    tier: Option<String>,
}

fn main() {
    assert_eq!(Subscriber::SCOPES, [UserScope::Email, UserScope::Profile, UserScope::CustomData]);
    let json = r#"{"sub":"u","email":"e","custom_data":{"theme":"dark"},"tier":"gold","preferences":1}"#;
    let subscriber = Subscriber::from_json(json).unwrap();
    assert_eq!(subscriber.preferences.theme, "dark");
    assert_eq!((subscriber.sub.as_str(), subscriber.email.as_str()), ("u", "e"));
    assert_eq!((subscriber.name, subscriber.tier.as_deref()), (None, Some("gold")));

    let error = Subscriber::from_json(r#"{"sub":"u","email":null}"#).err().unwrap();
    assert_eq!(error.to_string(), "the claim `email` is null: declare it as an `Option` if users may go without");
}
