//! Nothing in scope changes what the expansion means.
#![allow(dead_code, non_camel_case_types)]

mod logto {}
mod std {}
mod core {}
mod serde {}
struct String;
struct Vec;
struct Option;
struct Some;
struct None;
struct Result;
struct Ok;
struct Err;
struct Box;
struct Send;
struct Sync;
struct Default;
struct Claims;
struct UserScope;
struct Debug;
trait Serialize {}
trait Deserialize {}

::logto::claims! {
    pub struct Account: profile + email + phone + address + custom_data + identities + roles + organizations
        + organization_roles
    {
        pub tier: ::std::option::Option<::std::string::String>,
    }
}

fn main() {}
