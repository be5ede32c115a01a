use logto::Claims as _;

#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    Gold,
}

logto::claims! {
    pub struct Member: email {
        /// Added by the tenant's custom-claims script.
        pub tier: Option<Tier>,
        #[claim(rename = "https://acme.example/plan")]
        pub plan: String,
        #[serde(default)]
        seats: u32,
        #[serde(flatten)]
        rest: std::collections::BTreeMap<String, serde_json::Value>,
    }
}

fn main() {
    let json = r#"{"sub":"u","email":null,"email_verified":false,"https://acme.example/plan":"pro","seats":3,"x":[1]}"#;
    let member = Member::from_json(json).unwrap();
    assert_eq!((member.tier, member.plan.as_str(), member.seats), (None, "pro", 3));
    assert_eq!(member.rest.len(), 1);
    assert_eq!(serde_json::to_string(&member).unwrap(), json);

    let gold = Member::from_json(&json.replacen('{', r#"{"tier":"gold","#, 1)).unwrap();
    assert_eq!(gold.tier, Some(Tier::Gold));
}
