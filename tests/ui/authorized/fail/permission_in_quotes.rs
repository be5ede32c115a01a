#[logto::authorized("read")]
async fn list() {}

fn main() {}
