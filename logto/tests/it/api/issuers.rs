//! Tokens that the tenant issued in the name of another of its domains.

use logto::{Client, Config, SignIn};
use serde_json::json;

use super::Api;

const OTHER_DOMAIN: &str = "https://tenant.logto.app/oidc";

async fn token_of_the_other_domain(api: &Api) -> String {
    api.emulator.tamper_access_tokens(|token| drop(token.claims.insert("iss".into(), json!(OTHER_DOMAIN))));
    let token = api.token().await;
    api.emulator.stop_tampering();
    token
}

#[tokio::test]
async fn a_trusted_issuer_is_accepted_beside_the_tenants_own() {
    let api = Api::with(|config| {
        config.trusted_issuer("https://older.example.com/oidc").trusted_issuer(OTHER_DOMAIN)
    })
    .await;
    api.assert_accepted(&token_of_the_other_domain(&api).await).await;
    api.assert_accepted(&api.token().await).await;
}

#[tokio::test]
async fn another_issuer_is_refused_unless_it_is_trusted_to_the_letter() {
    let api = Api::start().await;
    api.assert_rejected(&token_of_the_other_domain(&api).await, "somebody else").await;
    for similar in
        ["https://tenant.logto.app/oidc/", "https://tenant.logto.app", "http://tenant.logto.app/oidc"]
    {
        let api = Api::with(|config| config.trusted_issuer(similar)).await;
        api.assert_rejected(&token_of_the_other_domain(&api).await, "somebody else").await;
        assert_eq!(api.key_set_requests(), 0);
    }
}

#[tokio::test]
async fn an_api_signs_nobody_in_and_says_what_would() {
    let logto = Client::new(Config::api("https://tenant.logto.app").build().unwrap());
    let error = logto.sign_in(SignIn::to("https://app.example.com/callback")).await.unwrap_err();
    assert!(error.is_configuration() && error.to_string().contains("`Config::builder`"), "{error}");
}
