#[logto::authenticated("/welcome")]
async fn account() {}

fn main() {}
