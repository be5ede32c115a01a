#[logto::authorized]
async fn list() {}

fn main() {}
