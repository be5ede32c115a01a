//! The rules on tokens, and what they expand to.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use quote::quote;

use super::{check, derive, list};

/// The errors of `claims!`, one a line.
fn list_errors(input: TokenStream) -> Vec<String> {
    let list: list::List = match syn::parse2(input) {
        Ok(list) => list,
        Err(error) => return vec![error.to_string()],
    };
    list.0.into_iter().flat_map(|item| texts(check::list(item).1)).collect()
}

fn derive_errors(input: TokenStream) -> Vec<String> {
    texts(derive::check(&syn::parse2(input).unwrap()).1)
}

fn texts(error: Option<syn::Error>) -> Vec<String> {
    error.into_iter().flatten().map(|error| error.to_string()).collect()
}

fn needs(input: TokenStream) -> Option<&'static str> {
    let (facts, error) = derive::check(&syn::parse2(input).unwrap());
    assert!(error.is_none());
    facts.unwrap().needs.map(|claim| claim.name)
}

#[test]
fn all_mistakes_of_a_list_are_told_at_once() {
    let errors = list_errors(quote! {
        struct Account: profle + email + email + phone<Number> + openid + #[claim(id_token)] address {
            sub: String,
            email: String,
            roles: Vec<String>,
            tier: String,
            #[claim(rename = "tier")]
            level: String,
        }
    });
    assert_eq!(
        errors,
        [
            "Logto has no scope `profle`; did you mean `profile`?",
            "the scope `email` is here already",
            "the scope `phone` takes no type; only `custom_data<T>` does",
            "`openid` is always requested: remove it",
            "the claims of `address` are always in the ID token: remove `id_token`",
            "every claims type has `sub`: remove the field",
            "the scope `email` already brings `email`: remove the field",
            "`roles` is a claim of Logto's: remove the field and request the scope `roles`",
            "the claim `level` is here already",
        ]
    );
}

#[test]
fn only_structs_have_claims() {
    let text = |input| list_errors(input).concat();
    assert!(text(quote!(enum Account: profile;)).contains("expected `struct`"));
    assert!(
        text(quote!(
            struct Account(String);
        ))
        .contains("expected `:`")
    );
    assert!(text(quote!(struct Account<T>: profile;)).contains("takes no parameters"));
    assert!(text(quote!(struct Account: profile)).contains("expected `+`"));
    let names = ["claims have names: only a struct with named fields can derive `Claims`"];
    assert_eq!(
        derive_errors(quote!(
            enum Account {
                A,
            }
        )),
        names
    );
    assert_eq!(
        derive_errors(quote!(
            struct Account(String);
        )),
        names
    );
    assert_eq!(
        derive_errors(quote!(
            struct Account;
        )),
        names
    );
}

#[test]
fn all_mistakes_of_a_derived_type_are_told_at_once() {
    let errors = derive_errors(quote! {
        struct Account<T> {
            emial: String,
            tier: T,
            phone: String,
            #[claim(custom)]
            name: String,
            #[claim("custom_dta")]
            prefs: Prefs,
            #[claim(id_token)]
            email: String,
            #[serde(rename = "email")]
            address: String,
            #[claim(wat)]
            username: String,
        }
    });
    assert_eq!(
        errors,
        [
            "Logto has no claim `emial`; did you mean `email`?",
            "Logto has no claim `tier`; if your tenant adds it, mark it `#[claim(custom)]`",
            "`phone` is a scope; its claim is `phone_number`",
            "`name` is a claim of Logto's: remove `custom`",
            "Logto has no claim `custom_dta`; did you mean `custom_data`?",
            "`email` is always in the ID token: remove `id_token`",
            "the claim `email` is in another field already",
            "expected `custom`, `id_token`, `rename = \"…\"` or the name of a claim, like `\"custom_data\"`",
            "a claims type takes no parameters: name the types here",
        ]
    );
}

#[test]
fn only_a_required_claim_of_userinfo_is_needed() {
    assert_eq!(
        needs(quote!(
            struct A {
                custom_data: T,
            }
        )),
        Some("custom_data")
    );
    assert_eq!(
        needs(quote!(
            struct A {
                custom_data: Option<T>,
            }
        )),
        None
    );
    assert_eq!(
        needs(quote!(
            struct A {
                #[serde(default)]
                custom_data: T,
            }
        )),
        None
    );
    assert_eq!(
        needs(quote!(
            struct A {
                #[claim(id_token)]
                custom_data: T,
            }
        )),
        None
    );
    assert_eq!(
        needs(quote!(
            struct A {
                roles: Vec<String>,
                email: String,
            }
        )),
        None
    );
    assert_eq!(
        needs(quote!(
            struct A {
                #[claim("identities")]
                linked: T,
                custom_data: T,
            }
        )),
        Some("identities")
    );
}

#[test]
fn a_list_expands_to_a_struct_and_its_impl() {
    snapshot(
        list(quote! {
            /// A member.
            #[derive(Clone)]
            pub struct Member: email + address + custom_data<Prefs> {
                /// From the tenant's script.
                #[claim(rename = "https://acme.example/plan")]
                pub plan: Option<String>,
            }
        }),
        expect_file!["snapshots/list.rs"],
    );
}

#[test]
fn a_derived_type_expands_to_its_impl() {
    snapshot(
        derive(quote! {
            #[claim(crate = crate::logto)]
            struct Subscriber {
                sub: String,
                email: Option<String>,
                #[claim("custom_data")]
                preferences: Preferences,
                #[claim(custom)]
                tier: u8,
                #[serde(flatten)]
                rest: Rest,
            }
        }),
        expect_file!["snapshots/derive.rs"],
    );
}

#[test]
fn a_mistake_leaves_a_type_that_compiles() {
    snapshot(list(quote!(struct Account: emial;)), expect_file!["snapshots/mistake.rs"]);
}

fn snapshot(expansion: TokenStream, expected: ExpectFile) {
    expected.assert_eq(&prettyplease::unparse(&syn::parse2(expansion).unwrap()));
}
