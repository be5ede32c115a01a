#[logto::authenticated(redirect = "https://evil.example")]
async fn absolute() {}

#[logto::authenticated(redirect = "//evil.example")]
async fn without_scheme() {}

#[logto::authenticated(redirect = "/\\evil.example")]
async fn backslash() {}

fn main() {}
