//! `impl Trait`, `?`, early return, and no return type at all.

use logto::User;
use logto::guard::Guarded;

logto::claims! {
    pub struct Account: profile;
}

#[logto::authenticated]
async fn displayed(user: User<Account>) -> impl std::fmt::Display + use<> {
    user.into_claims().sub
}

#[logto::authenticated]
async fn fallible(user: User<Account>) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    let Some(name) = user.name.as_deref() else {
        return Err("no name".into());
    };
    Ok(name.parse::<u64>()?)
}

#[logto::authenticated]
async fn silent(user: User<Account>) {
    drop(user);
}

#[logto::authenticated]
async fn never(_user: User<Account>) -> std::convert::Infallible {
    loop {
        std::future::pending::<()>().await;
    }
}

fn sendable<P, F: Future + Send>(_handler: fn(Guarded<Account, P>) -> F) {}

fn main() {
    sendable(displayed);
    sendable(fallible);
    sendable(silent);
    sendable(never);
}
