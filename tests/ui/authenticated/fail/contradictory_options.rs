#[logto::authenticated(redirect, redirect = "/welcome")]
async fn account() {}

fn main() {}
