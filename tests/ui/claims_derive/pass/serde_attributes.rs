use std::collections::BTreeMap;

use logto::{Claims, UserScope};
use serde::{Deserialize, Deserializer};

#[derive(Deserialize, logto::Claims)]
#[serde(rename_all = "camelCase")]
struct Subscriber {
    sub: String,
    #[serde(rename = "email")]
    mail: String,
    #[serde(rename(deserialize = "username", serialize = "login"))]
    login: Option<String>,
    #[serde(alias = "phone_number")]
    #[claim("phone_number")]
    telephone: Option<String>,
    email_verified: bool,
    #[serde(default)]
    custom_data: BTreeMap<String, String>,
    #[serde(deserialize_with = "seconds")]
    created_at: u32,
    #[serde(skip)]
    seen: u32,
    #[claim("https://acme.example/plan", custom)]
    plan: String,
    #[claim(custom)]
    seat_count: u32,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    u64::deserialize(deserializer).map(|millis| (millis / 1000) as u32)
}

fn main() {
    use UserScope::{CustomData, Email, Phone, Profile};

    assert_eq!(Subscriber::SCOPES, [Email, Profile, Phone, CustomData]);
    let json = r#"{
        "sub": "u", "email": "e", "email_verified": true, "username": "alice", "phone_number": "1555",
        "created_at": 1795461478535, "https://acme.example/plan": "pro", "seatCount": 7, "roles": []
    }"#;
    let subscriber = Subscriber::from_json(json).unwrap();
    assert_eq!((subscriber.sub.as_str(), subscriber.mail.as_str(), subscriber.email_verified), ("u", "e", true));
    assert_eq!((subscriber.login.as_deref(), subscriber.telephone.as_deref()), (Some("alice"), Some("1555")));
    assert_eq!((subscriber.created_at, subscriber.seen, subscriber.seat_count), (1_795_461_478, 0, 7));
    assert!(subscriber.custom_data.is_empty());
    assert_eq!(subscriber.plan, "pro");
    assert_eq!(subscriber.rest.keys().collect::<Vec<_>>(), ["roles"]);
}
