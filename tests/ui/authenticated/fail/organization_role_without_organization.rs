use logto::User;

logto::claims! {
    struct Member: roles + organization_roles;
}

#[logto::authenticated(organization_role = "admin")]
async fn admins(_user: User<Member>) {}

fn main() {}
