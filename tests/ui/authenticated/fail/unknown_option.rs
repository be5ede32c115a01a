#[logto::authenticated(redirct, fetch_user_info, roles)]
async fn account() {}

fn main() {
    let _ = account();
}
