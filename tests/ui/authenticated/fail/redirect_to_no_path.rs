#[logto::authenticated(redirect = "")]
async fn empty() {}

#[logto::authenticated(redirect = "welcome")]
async fn no_slash() {}

#[logto::authenticated(redirect = "/wel come")]
async fn white_space() {}

fn main() {}
