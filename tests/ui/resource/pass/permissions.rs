//! Permissions of an API, of organizations, and of an API that has none.

use logto::Resource;

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write:all")]
    Write,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource(organizations)]
enum Template {
    #[scope("invite:member")]
    Invite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("urn:example:api")]
enum NoPermissions {}

fn main() {
    assert_eq!(ShoppingApi::INDICATOR, "https://shopping.example.com/api");
    assert_eq!(ShoppingApi::PERMISSIONS, [ShoppingApi::Read, ShoppingApi::Write]);
    assert_eq!(ShoppingApi::Write.scope(), "write:all");
    assert_eq!(ShoppingApi::from_scope("read"), Some(ShoppingApi::Read));
    assert_eq!(ShoppingApi::from_scope("delete"), None);
    assert_eq!(Template::INDICATOR, "urn:logto:resource:organizations");
    assert_eq!(Template::Invite.scope(), "invite:member");
    assert!(NoPermissions::PERMISSIONS.is_empty());
}
