#[logto::authorized(any())]
async fn list() {}

fn main() {}
