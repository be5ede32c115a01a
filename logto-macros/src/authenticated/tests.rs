//! The expansion as a whole. Bless it with `UPDATE_EXPECT=1 cargo test -p logto-macros`.

use expect_test::expect_file;
use quote::quote;

use super::*;

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion is Rust"))
}

#[test]
fn after_an_error_the_handler_is_as_it_was() {
    let handler = quote! {
        #[doc = "Kept."]
        pub fn account(user: User<Account>) { let broken = ; }
    };
    let written = attribute(quote!(redirct), handler.clone()).to_string();
    assert!(written.ends_with(&handler.to_string()));
    assert_eq!(written.matches("compile_error").count(), 2);
}

#[test]
fn a_body_is_not_read() {
    let written = attribute(quote!(), quote!(async fn page() { let half = ; })).to_string();
    assert!(written.contains("let half = ;") && !written.contains("compile_error"));
}

#[test]
fn snapshot_with_a_user() {
    let written = attribute(
        quote!(redirect = "/welcome"),
        quote! {
            /// A page.
            #[cfg(feature = "pages")]
            #[axum::debug_handler]
            pub async fn account<S>(Path(id): Path<u64>, mut user: logto::User<Account>) -> impl IntoResponse
            where
                S: Send,
            {
                #![allow(unused)]
                user.name.clone()
            }
        },
    );
    expect_file!["../../snapshots/authenticated_user.rs"].assert_eq(&pretty(written));
}

#[test]
fn snapshot_without_a_user() {
    let written = attribute(
        quote!(redirect, fetch_userinfo, crate = framework::logto),
        quote!(
            async fn page() -> &'static str {
                "members only"
            }
        ),
    );
    expect_file!["../../snapshots/authenticated_anyone.rs"].assert_eq(&pretty(written));
}
