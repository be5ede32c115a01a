use logto::BearerToken;

#[logto::authorized]
async fn list(_token: BearerToken<bool>) {}

#[logto::authorized(organization = path("org_id"))]
async fn members(_token: BearerToken<bool>) {}

fn main() {}
