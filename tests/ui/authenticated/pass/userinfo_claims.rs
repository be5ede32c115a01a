//! What does not need the userinfo endpoint, and what may be had from it.

use logto::User;

logto::claims! {
    pub struct Promised: profile + #[claim(id_token)] custom_data<u8> + roles + organization_roles;
    pub struct Full: custom_data + identities + organizations;
}

#[derive(serde::Deserialize, logto::Claims)]
struct Optional {
    #[claim("custom_data")]
    preferences: Option<u8>,
    #[serde(default)]
    identities: serde_json::Value,
    #[claim(id_token)]
    sso_identities: Vec<logto::claims::SsoIdentity>,
    organizations: Vec<logto::OrganizationId>,
}

#[logto::authenticated]
async fn promised(user: User<Promised>) -> u8 {
    user.custom_data
}

#[logto::authenticated]
async fn optional(user: User<Optional>) -> usize {
    let Optional { preferences, identities, sso_identities, organizations } = user.into_claims();
    organizations.len() + sso_identities.len() + usize::from(preferences.is_some() && identities.is_null())
}

#[logto::authenticated]
async fn whatever_there_is(user: User<logto::UserClaims>) -> bool {
    user.custom_data.is_some()
}

#[logto::authenticated(fetch_userinfo)]
async fn full(user: User<Full>) -> usize {
    user.organization_data.len() + user.identities.len() + user.custom_data.len()
}

fn main() {
    let _ = (promised, optional, whatever_there_is, full);
}
