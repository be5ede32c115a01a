use logto::User;

logto::claims! {
    struct Account: roles;
}

#[logto::authenticated(organization_role = "admin", organization = path("org_id"))]
async fn admins(_user: User<Account>) {}

fn main() {}
