logto::claims! {
    struct Visitor;
}

logto::claims! {
    struct Devices: sessions + trusted_devices;
}

fn main() {
    use logto::{Claims, UserScope};

    assert!(Visitor::SCOPES.is_empty());
    assert_eq!(Devices::SCOPES, [UserScope::Sessions, UserScope::TrustedDevices]);
    let visitor = Visitor::from_json(r#"{"sub":"u","iss":"https://tenant.logto.app/oidc"}"#).unwrap();
    assert_eq!(visitor.sub, "u");
    assert_eq!(format!("{visitor:?}"), r#"Visitor { sub: "u" }"#);
}
