//! Nothing in scope changes what the expansion means.
#![allow(dead_code, non_camel_case_types)]

mod logto {}
mod std {}
mod core {}
struct String;
struct Vec;
struct Some;
struct None;
struct Result;
struct Send;
struct Sync;
struct Claims;
struct UserScope;

#[derive(::serde::Deserialize, ::logto::Claims)]
struct Subscriber {
    r#sub: ::std::string::String,
    #[claim("email")]
    r#type: ::core::option::Option<::std::string::String>,
    #[claim("custom_data")]
    preferences: u8,
}

fn main() {}
