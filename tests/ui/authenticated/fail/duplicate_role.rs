use logto::User;

logto::claims! {
    struct Member: roles + organization_roles;
}

#[logto::authenticated(role = any("admin", "support", "admin"))]
async fn staff(_user: User<Member>) {}

fn main() {}
