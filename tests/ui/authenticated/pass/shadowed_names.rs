//! Nothing in scope changes what the expansion means, and the expansion changes nothing in scope.
#![allow(dead_code, non_camel_case_types)]

mod logto {}
mod std {}
mod core {}
struct Option;
struct Some;
struct None;
struct Result;
struct Guarded;
struct Policy;
struct Redirect;
struct Claims;
struct bool;
fn __logto_claims() {}

::logto::claims! {
    pub struct Account: profile;
}

#[::logto::authenticated(redirect = "/welcome", fetch_userinfo)]
async fn account(user: ::logto::User<Account>) -> u8 {
    let __logto_guard = 1;
    let _ = user;
    __logto_claims();
    __logto_guard
}

fn main() {
    let _ = account;
}
