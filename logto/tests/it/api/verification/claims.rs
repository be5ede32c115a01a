//! Claims of access tokens as types of the application's.

use logto::{BearerToken, OrganizationId};
use serde_json::{Map, Value, json};

use super::api::Template;
use super::{Api, ShoppingApi};
use logto::Resource as _;

#[derive(Debug, PartialEq, serde::Deserialize, logto::Claims)]
struct Customer {
    sub: String,
    #[claim(custom)]
    tier: String,
}

/// A token with what a custom-claims script adds.
async fn token_with(api: &Api, name: &'static str, value: Value) -> BearerToken<ShoppingApi> {
    api.emulator.tamper_access_tokens(move |token| drop(token.claims.insert(name.into(), value.clone())));
    let token = api.verify(&api.token().await).await.unwrap();
    api.emulator.stop_tampering();
    token
}

#[tokio::test]
async fn custom_claims_fill_a_type_of_the_applications() {
    let api = Api::start().await;
    let customer: Customer = token_with(&api, "tier", json!("gold")).await.claims().unwrap();
    assert_eq!(customer, Customer { sub: "machine".into(), tier: "gold".into() });
}

#[tokio::test]
async fn a_claim_that_is_missing_or_of_another_kind_is_an_error_that_names_it() {
    let api = Api::start().await;
    for (name, value, is_denied) in
        [("other", json!("gold"), true), ("tier", json!(null), true), ("tier", json!(7), false)]
    {
        let error = token_with(&api, name, value).await.claims::<Customer>().unwrap_err();
        assert_eq!((error.is_denied(), error.is_untrusted()), (is_denied, !is_denied), "{error}");
        assert!(error.to_string().contains("`tier`"), "{error}");
    }
}

#[tokio::test]
async fn a_map_holds_all_that_the_token_says() {
    let api = Api::start().await;
    let token = token_with(&api, "tier", json!({ "name": "gold", "since": [2024, null] })).await;
    let claims: Map<String, Value> = token.claims().unwrap();
    assert_eq!(claims["tier"], json!({ "name": "gold", "since": [2024, null] }));
    assert_eq!(claims["aud"], ShoppingApi::INDICATOR);
    assert_eq!((claims["sub"].as_str(), claims["exp"].as_u64()), (Some("machine"), Some(token.jwt().exp)));
}

#[tokio::test]
async fn without_a_framework_a_token_is_verified_for_an_organization_too() {
    let api = Api::start().await;
    let [acme, globex] = ["acme", "globex"].map(OrganizationId::from);
    let of = |resource: Option<&str>, organization: Option<&str>| {
        let mut token = api.emulator.access_token("alice").scopes(["read", "read:report"]);
        if let Some(resource) = resource {
            token = token.resource(resource);
        }
        if let Some(organization) = organization {
            token = token.organization(organization);
        }
        token.sign().unwrap()
    };
    let within = of(Some(ShoppingApi::INDICATOR), Some("acme"));
    let outside = of(Some(ShoppingApi::INDICATOR), None);
    let template = of(None, Some("acme"));
    let verify = async |token: &str, organization| {
        BearerToken::<ShoppingApi>::verify_in_organization(&api.logto, token, organization).await
    };
    let token = verify(&within, &acme).await.unwrap();
    assert_eq!((token.organization(), token.permits(ShoppingApi::Read)), (Some(acme.clone()), true));
    for (token, organization) in [(&within, &globex), (&outside, &acme), (&template, &acme)] {
        assert!(verify(token, organization).await.unwrap_err().is_untrusted());
    }
    let verify = async |token: &str, organization| {
        BearerToken::<Template>::verify_in_organization(&api.logto, token, organization).await
    };
    assert!(verify(&template, &acme).await.unwrap().permits(Template::ReadReport));
    for (token, organization) in [(&template, &globex), (&within, &acme)] {
        assert!(verify(token, organization).await.unwrap_err().is_untrusted());
    }
}
