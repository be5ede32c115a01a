use std::collections::BTreeMap;

use logto::claims::{Address, Identity, OrganizationData, SsoIdentity, Timestamp};
use logto::{Claims, OrganizationId, OrganizationRole, UserScope};

logto::claims! {
    pub struct Everything: profile + email + phone + address + custom_data + identities + roles + organizations
        + organization_roles + sessions + trusted_devices;
}

fn main() {
    assert_eq!(Everything::SCOPES, UserScope::ALL);
}

/// Every claim has the type that says what Logto says.
pub fn types(claims: Everything) {
    let Everything {
        sub,
        name,
        family_name,
        given_name,
        middle_name,
        nickname,
        preferred_username,
        profile,
        picture,
        website,
        gender,
        birthdate,
        zoneinfo,
        locale,
        updated_at,
        username,
        created_at,
        email,
        email_verified,
        phone_number,
        phone_number_verified,
        address,
        custom_data,
        identities,
        sso_identities,
        roles,
        organizations,
        organization_data,
        organization_roles,
    } = claims;
    let _: [Option<String>; 16] = [
        Some(sub),
        name,
        family_name,
        given_name,
        middle_name,
        nickname,
        preferred_username,
        profile,
        picture,
        website,
        gender,
        birthdate,
        zoneinfo,
        locale,
        username,
        email,
    ];
    let _: [Timestamp; 2] = [updated_at, created_at];
    let _: [bool; 2] = [email_verified, phone_number_verified];
    let _: (Option<String>, Option<Address>) = (phone_number, address);
    let _: serde_json::Map<String, serde_json::Value> = custom_data;
    let _: BTreeMap<String, Identity> = identities;
    let _: Vec<SsoIdentity> = sso_identities;
    let _: Vec<String> = roles;
    let _: Vec<OrganizationId> = organizations;
    let _: Vec<OrganizationData> = organization_data;
    let _: Vec<OrganizationRole> = organization_roles;
}
