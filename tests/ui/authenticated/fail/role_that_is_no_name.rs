use logto::User;

logto::claims! {
    struct Member: roles + organization_roles;
}

#[logto::authenticated(role)]
async fn bare(_user: User<Member>) {}

#[logto::authenticated(role = admin)]
async fn unquoted(_user: User<Member>) {}

#[logto::authenticated(role = "")]
async fn empty(_user: User<Member>) {}

#[logto::authenticated(role = ["admin", "support"])]
async fn list(_user: User<Member>) {}

#[logto::authenticated(role = any())]
async fn none(_user: User<Member>) {}

fn main() {}
