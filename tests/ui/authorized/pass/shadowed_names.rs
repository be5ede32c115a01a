//! Nothing in scope changes what the expansion means, and the expansion changes nothing in scope.
#![allow(dead_code, non_camel_case_types)]

mod logto {}
mod std {}
mod core {}
struct AccessPolicy;
struct AccessRule;
struct Authorized;
struct Resource;
struct str;
fn __logto_token() {}
fn any() {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ::logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum R {
    #[scope("read")]
    Read,
}

#[::logto::authorized(any(R::Read), organization = header("x-organization-id"))]
async fn list(token: ::logto::BearerToken<R>) -> u8 {
    let __logto_guard = 1;
    let _ = token;
    __logto_token();
    __logto_guard
}

#[::logto::authorized]
async fn whoami(_token: ::logto::BearerToken<R>) {}

fn main() {
    let _ = (list, whoami);
}
