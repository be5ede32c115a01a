//! The runtime is found where `crate = …` says.

#![no_implicit_prelude]

mod web {
    pub mod deep {
        pub use ::logto;
    }
}

#[allow(dead_code)]
mod logto {}
#[allow(dead_code, non_camel_case_types)]
struct str;

#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq, web::deep::logto::Resource)]
#[resource("https://shopping.example.com/api", crate = web::deep::logto)]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

fn main() {
    ::core::assert_eq!(web::deep::logto::Resource::scope(ShoppingApi::Read), "read");
}
