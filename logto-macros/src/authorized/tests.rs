//! The expansion as a whole. Bless it with `UPDATE_EXPECT=1 cargo test -p logto-macros`.

use expect_test::expect_file;
use quote::quote;

use super::*;

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion is Rust"))
}

fn errors(args: TokenStream) -> usize {
    let handler = quote!(
        async fn list(token: BearerToken<ShoppingApi>) {}
    );
    attribute(args, handler).to_string().matches("compile_error").count()
}

#[test]
fn what_is_right_is_accepted() {
    for right in [
        quote!(),
        quote!(A::Read),
        quote!(A::Read,),
        quote!(crate::A::Read),
        quote!(::api::A::Read + ::api::A::Write),
        quote!(any(self::A::Read, A::Write,)),
        quote!(api::A::Read + A::Write),
        quote!(crate = framework::logto, super::A::Read, organization = header("X-Org")),
        quote!(organization = path("org-id")),
    ] {
        assert_eq!(errors(right.clone()), 0, "{right}");
    }
}

#[test]
fn a_mistake_is_one_error_and_does_not_hide_the_next() {
    for wrong in [
        quote!(Read),
        quote!("read"),
        quote!(5),
        quote!(A::Read | A::Write),
        quote!(A::Read && A::Write),
        quote!(A::Read, A::Write),
        quote!(all(A::Read, A::Write)),
        quote!(A::Read + any(A::Write)),
        quote!(any(A::Write) + A::Read),
        quote!(any(A::Read + A::Write)),
        quote!(any(A::Read | A::Write)),
        quote!(any()),
        quote!(A::Read + B::Read),
        quote!(any(A::Read, A::Read)),
        quote!(redirect),
        quote!(organisation = path("org_id")),
        quote!(scopes = "read"),
    ] {
        assert_eq!(errors(wrong.clone()), 1, "{wrong}");
        assert_eq!(errors(quote!(#wrong, organization = "org_id")), 2, "{wrong}");
    }
}

#[test]
fn names_of_headers_are_tokens_of_rfc_9110_and_kept_in_lower_case() {
    for wrong in ["", "x org", "x-org:", "x/org", "ö", "x-org\n"] {
        assert_eq!(errors(quote!(organization = header(#wrong))), 1, "{wrong}");
    }
    let written = attribute(
        quote!(A::Read, organization = header("X-Organization-Id")),
        quote!(
            async fn list() {}
        ),
    );
    assert!(written.to_string().contains(r#"Header ("x-organization-id")"#));
}

#[test]
fn names_of_path_parameters_are_bare() {
    for wrong in ["", "{org_id}", ":org_id", "<org_id>", "/orgs/{org_id}", "*org"] {
        assert_eq!(errors(quote!(organization = path(#wrong))), 1, "{wrong}");
    }
}

#[test]
fn snapshot_with_a_token() {
    let written = attribute(
        quote!(any(api::ShoppingApi::Read, api::ShoppingApi::Write), organization = path("org_id")),
        quote! {
            /// A list.
            #[cfg(feature = "lists")]
            #[axum::debug_handler]
            pub(crate) async fn list(
                Path(org_id): Path<String>,
                token: logto::BearerToken<api::ShoppingApi>,
            ) -> impl IntoResponse {
                token.subject().to_owned()
            }
        },
    );
    expect_file!["../../snapshots/authorized_token.rs"].assert_eq(&pretty(written));
}

#[test]
fn snapshot_without_a_token() {
    let written = attribute(
        quote!(ShoppingApi::Read + ShoppingApi::Write, crate = framework::logto),
        quote!(
            async fn count() -> u8 {
                7
            }
        ),
    );
    expect_file!["../../snapshots/authorized_anyone.rs"].assert_eq(&pretty(written));
}

#[test]
fn snapshot_without_permissions() {
    let written = attribute(
        quote!(),
        quote!(
            async fn whoami(token: BearerToken<ShoppingApi>) {}
        ),
    );
    expect_file!["../../snapshots/authorized_any_token.rs"].assert_eq(&pretty(written));
}
