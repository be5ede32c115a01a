//! What else Logto issues at a sign-in is no access token for an API.

use axum::Router;
use logto::resource_server::AccessRule;
use logto::testing::Emulator;
use serde_json::Value;
use url::Url;

use super::tenant::{Answer, ShoppingApi, client, emulator, route, with_token};

const CALLBACK: &str = "http://localhost:3000/callback";

/// The token response of a sign-in that requests no resource.
async fn sign_in(emulator: &Emulator) -> Value {
    let mut url = Url::parse(emulator.endpoint()).unwrap().join("/oidc/auth").unwrap();
    url.query_pairs_mut()
        .extend_pairs([("client_id", emulator.app_id()), ("redirect_uri", CALLBACK), ("state", "s")])
        .extend_pairs([("response_type", "code"), ("scope", "openid offline_access"), ("prompt", "consent")]);
    let callback: Url = emulator.sign_in("alice", url.as_str()).await.unwrap().parse().unwrap();
    let (_, code) = callback.query_pairs().find(|(name, _)| name == "code").unwrap();
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
    let request = reqwest::Client::new().post(format!("{}/oidc/token", emulator.endpoint())).form(&form);
    let request = request.basic_auth(emulator.app_id(), Some(emulator.app_secret()));
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn id_tokens_refresh_tokens_and_opaque_tokens_are_refused() {
    let emulator = emulator().await;
    // Not even a permission is asked for.
    let app: Router = route("/me", AccessRule::<ShoppingApi>::global());
    let app = app.layer(logto::axum::layer(client(&emulator)));
    let tokens = sign_in(&emulator).await;
    for kind in ["id_token", "refresh_token", "access_token"] {
        assert_eq!(
            Answer::to(&app, with_token("/me", tokens[kind].as_str().unwrap())).await,
            Answer::new(
                401,
                Some(r#"Bearer error="invalid_token", error_description="the access token is not valid""#),
                r#"{"error":"invalid_token","error_description":"the access token is not valid"}"#,
            ),
            "{kind}"
        );
    }
}
