use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::quote;

use super::derive;

fn messages(input: TokenStream) -> usize {
    derive(input).to_string().matches("compile_error").count()
}

#[test]
fn variants_become_permissions() {
    let expanded = derive(quote! {
        #[resource("https://shopping.example.com/api")]
        enum ShoppingApi {
            #[scope("read")]
            Read,
            #[cfg(feature = "admin")]
            #[scope("delete")]
            Delete,
        }
    });
    let expanded = prettyplease::unparse(&syn::parse2(expanded).unwrap());
    expect_file!["../../snapshots/resource.rs"].assert_eq(&expanded);
}

#[test]
fn an_indicator_is_an_absolute_uri_without_fragment() {
    for indicator in
        ["https://api.example.com", "https://api.example.com/v1?x=1", "urn:example:api", "api://x"]
    {
        assert_eq!(
            messages(quote!(
                #[resource(#indicator)]
                enum A {}
            )),
            0,
            "{indicator}"
        );
    }
    for indicator in
        ["", "shopping", "/api", "//host/api", "https://", "https:", "1a://x", "https://a b", "https://a#b"]
    {
        assert_eq!(
            messages(quote!(
                #[resource(#indicator)]
                enum A {}
            )),
            1,
            "{indicator}"
        );
    }
}

#[test]
fn all_mistakes_come_at_once() {
    let input = quote! {
        #[resource("shopping")]
        enum ShoppingApi {
            #[scope("read")]
            Read,
            #[scope("read")]
            List,
            #[scope("")]
            Nothing,
        }
    };
    assert_eq!(messages(input), 3);
}
