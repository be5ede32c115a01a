use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::quote;

use super::expand;

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

#[test]
fn the_user_becomes_the_guard_and_comes_first() {
    let item = quote! {
        /// An account page.
        #[allow(unused)]
        pub(crate) async fn account<T>(Path(id): Path<T>, mut user: logto::User<Account>) -> impl IntoResponse
        where
            T: Send,
        {
            #![allow(dead_code)]
            let x = id?;
            user.name = x
        }
    };
    let expanded = pretty(expand(quote!(redirect, fetch_userinfo), &item));
    expect_file!["../../snapshots/authenticated_user.rs"].assert_eq(&expanded);
}

#[test]
fn a_path_to_go_to_becomes_a_policy_of_its_own() {
    let item = quote! {
        #[cfg(unix)]
        async fn home() -> &'static str { "hi" }
    };
    let expanded = pretty(expand(quote!(redirect = "/welcome", crate = ::web::logto), &item));
    expect_file!["../../snapshots/authenticated_redirect_to.rs"].assert_eq(&expanded);
}

#[test]
fn a_mistake_leaves_the_function_as_it_was_and_says_all_at_once() {
    let item = quote!(
        fn home(a: User<A>, b: User<B>) {}
    );
    let expanded = expand(quote!(redirekt, redirect = 1), &item).to_string();
    assert!(expanded.starts_with(&item.to_string()));
    assert_eq!(expanded.matches("compile_error").count(), 2);
    let expanded = expand(quote!(), &item).to_string();
    assert_eq!(expanded.matches("compile_error").count(), 2);
}
