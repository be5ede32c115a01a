use logto::{Claims, UserScope};

#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber<T, const N: usize = 3>
where
    T: Clone,
{
    email: Option<String>,
    #[claim("custom_data")]
    preferences: Option<T>,
}

fn read<T: Clone + serde::de::DeserializeOwned + Send + Sync + 'static>(json: &str) -> Subscriber<T> {
    Subscriber::from_json(json).unwrap()
}

fn main() {
    assert_eq!(<Subscriber<String>>::SCOPES, [UserScope::Email, UserScope::CustomData]);
    assert_eq!(read::<u8>(r#"{"custom_data":3}"#).preferences, Some(3));
    assert_eq!(read::<u8>(r#"{"email":"e"}"#).email.as_deref(), Some("e"));
}
