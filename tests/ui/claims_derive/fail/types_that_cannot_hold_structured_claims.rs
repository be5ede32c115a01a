#[derive(serde::Deserialize, logto::Claims)]
struct Subscriber {
    created_at: String,
    address: Option<String>,
    identities: Vec<String>,
    sso_identities: Vec<String>,
    roles: String,
    organizations: String,
    organization_data: Vec<String>,
    organization_roles: bool,
}

fn main() {}
