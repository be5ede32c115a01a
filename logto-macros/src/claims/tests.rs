//! The model that the macros make of a struct, and a few expansions as a whole.
//!
//! Bless the snapshots with `UPDATE_EXPECT=1 cargo test -p logto-macros`.

use expect_test::expect_file;
use quote::quote;
use syn::parse_quote;

use super::model::{ClaimSet, NewStruct};
use super::*;

fn derived(input: &DeriveInput) -> Result<ClaimSet, Vec<String>> {
    let mut diagnostics = Diagnostics::default();
    let derived = Derived::read(input, &mut diagnostics);
    let set = check_derive::check(derived, &mut diagnostics);
    reported_or(diagnostics, set)
}

fn listed(listed: Listed) -> Result<NewStruct, Vec<String>> {
    let mut diagnostics = Diagnostics::default();
    let new = check_list::check(listed, &mut diagnostics);
    reported_or(diagnostics, new)
}

fn reported_or<T>(diagnostics: Diagnostics, value: T) -> Result<T, Vec<String>> {
    let errors = diagnostics.finish().map(|()| value);
    errors.map_err(|error| error.into_iter().map(|error| error.to_string()).collect())
}

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion is Rust"))
}

#[test]
fn a_derive_knows_scopes_names_and_needs() {
    let set = derived(&parse_quote! {
        #[serde(rename_all = "camelCase")]
        struct Subscriber {
            sub: String,
            #[serde(rename = "email")] mail: String,
            name: Option<String>,
            email_verified: bool,
            #[claim("custom_data")] preferences: Preferences,
            identities: Option<Identities>,
            #[claim(id_token)] sso_identities: Vec<SsoIdentity>,
            #[serde(with = "module")] organization_data: Vec<Organization>,
            #[serde(skip)] anything: u8,
            #[serde(flatten)] rest: Rest,
            #[claim("https://plan", custom)] plan: String,
        }
    });
    let set = set.expect("no errors");
    let scopes: Vec<_> = set.scopes.iter().map(|scope| scope.name).collect();
    assert_eq!(scopes, ["email", "profile", "custom_data", "identities", "organizations"]);
    let renamed: Vec<_> = set.renamed.iter().map(|row| (&*row.claim, &*row.key)).collect();
    let camel = [("email_verified", "emailVerified"), ("custom_data", "preferences")];
    assert_eq!(renamed[..2], camel);
    assert_eq!(renamed.last(), Some(&("https://plan", "plan")));
    let needed: Vec<_> = set.from_userinfo.iter().map(|claim| claim.name).collect();
    assert_eq!(needed, ["custom_data", "organization_data"]);
    assert!(
        !set.held.iter().any(|held| held.claim.name == "organization_data"),
        "read by the user's function"
    );
}

#[test]
fn a_struct_may_default_what_it_lacks() {
    let set = derived(&parse_quote! {
        #[serde(default)]
        struct Subscriber { custom_data: Preferences }
    });
    assert!(set.expect("no errors").from_userinfo.is_empty());
}

#[test]
fn all_mistakes_of_a_derive_are_told_at_once() {
    let errors = derived(&parse_quote! {
        struct Subscriber<'a> {
            emial: &'a str,
            #[claim(custom)] email: String,
            #[claim(oops)] oops: String,
        }
    });
    assert_eq!(errors.err().map(|errors| errors.len()), Some(4));
}

#[test]
fn a_list_knows_fields_scopes_and_needs() {
    let new = listed(parse_quote! {
        struct Account: email + custom_data<Preferences> + #[claim(id_token)] identities {
            tier: Option<Tier>,
            #[serde(default)] seats: Option<u8>,
        }
    });
    let new = new.expect("no errors");
    let fields: Vec<_> = new.claims.iter().map(|field| field.claim.name).collect();
    assert_eq!(fields, ["sub", "email", "email_verified", "custom_data", "identities", "sso_identities"]);
    let optional: Vec<_> = new.custom.iter().map(|custom| custom.optional).collect();
    assert_eq!(optional, [true, false]);
    let needed: Vec<_> = new.set.from_userinfo.iter().map(|claim| claim.name).collect();
    assert_eq!(needed, ["custom_data"]);
    assert_eq!(new.derives.len(), 3);
}

#[test]
fn derives_of_the_users_are_not_repeated() {
    let new = listed(parse_quote! {
        #[derive(Clone, std::fmt::Debug)]
        #[derive(Serialize)]
        struct Account;
    });
    assert_eq!(new.ok().map(|new| new.derives.len()), Some(1));
}

#[test]
fn a_slip_leaves_the_fields_that_were_meant() {
    let written = list(quote!(
        struct Account: profile + emial;
    ))
    .to_string();
    assert!(written.contains("compile_error") && written.contains("email_verified"));
    assert!(written.contains("type FromUserinfo = ()"));
}

#[test]
fn a_struct_that_cannot_be_read_still_exists() {
    let written = list(quote!(pub struct Account: profile, email;)).to_string();
    assert!(written.contains("compile_error") && written.contains("pub struct Account"));
}

#[test]
fn snapshot_of_a_list() {
    let written = list(quote! {
        /// The user.
        #[derive(Clone)]
        pub struct Account: email + address + custom_data<Preferences> + roles {
            /// A claim of ours.
            #[claim(rename = "https://acme.example/tier")]
            pub tier: Option<Tier>,
        }
    });
    expect_file!["../../snapshots/claims_list.rs"].assert_eq(&pretty(written));
}

#[test]
fn snapshot_of_a_derive() {
    let written = derive(quote! {
        #[claim(crate = framework::logto)]
        struct Subscriber<T> where T: Clone {
            email: Option<String>,
            #[claim("custom_data")]
            preferences: T,
            roles: HashSet<String>,
            organization_roles: Option<Vec<OrganizationRole>>,
        }
    });
    expect_file!["../../snapshots/claims_derive.rs"].assert_eq(&pretty(written));
}
