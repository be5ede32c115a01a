use logto::Claims as _;

#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(transparent)]
struct Email(String);

#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    #[claim(serde)]
    email: Email,
    #[claim("name", serde)]
    title: Option<Email>,
    roles: std::collections::HashSet<String>,
    organizations: Vec<String>,
    address: Option<serde_json::Value>,
    username: Option<Box<str>>,
    updated_at: i64,
}

fn main() {
    let json = r#"{"email":"e","name":"n","roles":["a","a"],"organizations":[],"updated_at":1}"#;
    let subscriber = Subscriber::from_json(json).unwrap();
    assert_eq!(subscriber.email, Email("e".into()));
    assert_eq!(subscriber.title, Some(Email("n".into())));
    assert_eq!((subscriber.roles.len(), subscriber.organizations.len(), subscriber.updated_at), (1, 0, 1));
    assert!(subscriber.address.is_none() && subscriber.username.is_none());
}
