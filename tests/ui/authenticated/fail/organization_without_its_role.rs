use logto::User;

logto::claims! {
    struct Member: roles + organization_roles;
}

#[logto::authenticated(role = "admin", organization = path("org_id"))]
async fn admins(_user: User<Member>) {}

fn main() {}
