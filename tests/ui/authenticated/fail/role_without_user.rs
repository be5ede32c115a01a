#[logto::authenticated(role = "admin")]
async fn admins() {}

fn main() {}
