//! What is said about a user: by scope, by place, and with Logto's rules for empty values.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::testing::model::{Directory, User};
use crate::testing::scopes;

/// The claims of Logto that a tenant can turn on and off in ID tokens.
pub(in crate::testing) const SWITCHABLE: [&str; 7] = [
    "custom_data",
    "identities",
    "sso_identities",
    "roles",
    "organizations",
    "organization_data",
    "organization_roles",
];

/// Those that are on in a new tenant.
pub(in crate::testing) const ON_BY_DEFAULT: [&str; 3] = ["roles", "organizations", "organization_roles"];

/// All claims that the scopes grant, as the userinfo endpoint answers them.
pub(in crate::testing) fn of_userinfo(
    user: &User,
    scopes: &[String],
    directory: &Directory,
) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(user.id));
    for scope in scopes {
        match scope.as_str() {
            "profile" => profile(user, &mut claims),
            "email" => {
                claims.insert("email".into(), json!(user.email));
                claims.insert("email_verified".into(), json!(user.email.is_some()));
            }
            "phone" => {
                claims.insert("phone_number".into(), json!(user.phone));
                claims.insert("phone_number_verified".into(), json!(user.phone.is_some()));
            }
            "address" => claims.extend(user.address.clone().map(|address| ("address".into(), address))),
            "custom_data" => {
                claims.insert("custom_data".into(), user.custom_data.clone());
            }
            "identities" => {
                claims.insert("identities".into(), json!(user.identities));
                claims.insert("sso_identities".into(), json!(user.sso_identities));
            }
            "roles" => {
                claims.insert("roles".into(), json!(user.roles));
            }
            scopes::ORGANIZATIONS => organizations(user, directory, &mut claims),
            scopes::ORGANIZATION_ROLES => {
                claims.insert("organization_roles".into(), json!(organization_roles(user)));
            }
            _ => {}
        }
    }
    claims.extend(user.extra_claims.clone());
    claims
}

/// The user's claims in an ID token: the same, less what the tenant has turned off there.
pub(in crate::testing) fn of_id_token(
    user: &User,
    scopes: &[String],
    directory: &Directory,
    turned_on: &BTreeSet<String>,
) -> Map<String, Value> {
    let mut claims = of_userinfo(user, scopes, directory);
    claims.retain(|claim, _| !SWITCHABLE.contains(&claim.as_str()) || turned_on.contains(claim));
    claims
}

/// `name`, `picture` and `username` are null when empty, the others absent.
fn profile(user: &User, claims: &mut Map<String, Value>) {
    claims.insert("name".into(), json!(user.name));
    claims.insert("picture".into(), json!(user.picture));
    let username = (!user.username.is_empty()).then_some(&user.username);
    claims.insert("username".into(), json!(username));
    claims.extend(username.map(|username| ("preferred_username".into(), json!(username))));
    claims.insert("created_at".into(), json!(user.created_at));
    claims.insert("updated_at".into(), json!(user.updated_at));
    claims.extend(user.profile.clone());
}

fn organizations(user: &User, directory: &Directory, claims: &mut Map<String, Value>) {
    let ids = user.memberships.iter().map(|membership| membership.organization.as_str());
    let data = ids.clone().filter_map(|id| directory.organization(id)).map(|organization| {
        json!({ "id": organization.id, "name": organization.name, "description": organization.description })
    });
    claims.insert("organization_data".into(), data.collect());
    claims.insert("organizations".into(), ids.map(Value::from).collect());
}

fn organization_roles(user: &User) -> Vec<String> {
    let memberships = user.memberships.iter();
    memberships
        .flat_map(|membership| {
            membership.roles.iter().map(move |role| format!("{}:{role}", membership.organization))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_scopes() -> Vec<String> {
        scopes::ALL.map(str::to_owned).to_vec()
    }

    #[test]
    fn a_user_without_anything_is_null_here_and_absent_there() {
        let claims = of_userinfo(&User::new("bob"), &all_scopes(), &Directory::default());
        for null in ["name", "picture", "email", "phone_number"] {
            assert_eq!(claims[null], Value::Null, "{null}");
        }
        for absent in ["family_name", "nickname", "address", "locale", "website"] {
            assert!(!claims.contains_key(absent), "{absent}");
        }
        for verified in ["email_verified", "phone_number_verified"] {
            assert_eq!(claims[verified], json!(false), "{verified}");
        }
        assert_eq!(claims["custom_data"], json!({}));
        assert_eq!(claims["sso_identities"], json!([]));
    }

    #[test]
    fn an_id_token_leaves_out_what_is_turned_off() {
        let on = ON_BY_DEFAULT.map(str::to_owned).into();
        let claims = of_id_token(&User::new("bob"), &all_scopes(), &Directory::default(), &on);
        assert!(claims.contains_key("roles"));
        for off in ["custom_data", "identities", "sso_identities", "organization_data"] {
            assert!(!claims.contains_key(off), "{off}");
        }
    }

    #[test]
    fn only_granted_scopes_speak() {
        let claims = of_userinfo(&User::new("bob"), &["openid".to_owned()], &Directory::default());
        assert_eq!(claims.keys().collect::<Vec<_>>(), ["sub"]);
    }
}
