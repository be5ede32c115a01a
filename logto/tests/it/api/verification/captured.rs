//! Access tokens that a running Logto server issued, verified with the keys that it published.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use logto::http::{HttpClient, Request, Response, TransportError};
use logto::{BearerToken, Client, Config};

use super::{Clock, ShoppingApi, ask};

/// The server at the time of the capture.
pub(super) struct Recorded;

impl HttpClient for Recorded {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let body = match request.uri().path() {
            "/oidc/.well-known/openid-configuration" => {
                include_str!("../../../fixtures/protocol/discovery.json")
            }
            "/oidc/jwks" => include_str!("../../../fixtures/protocol/jwks.json"),
            other => panic!("{other}"),
        };
        Ok(Response::new(body.into()))
    }
}

/// A quarter of an hour after the tokens were issued.
pub(super) const THEN: Duration = Duration::from_secs(1_795_462_700);

fn api() -> Client {
    let clock = Clock::at(SystemTime::UNIX_EPOCH + THEN);
    let config = clock.set_in(Config::api("http://localhost:3901"));
    Client::builder(config.build().unwrap()).http_client(Recorded).build()
}

pub(super) fn captured() -> BTreeMap<String, String> {
    serde_json::from_str(include_str!("../../../fixtures/captured/access_tokens.json")).unwrap()
}

#[tokio::test]
async fn tokens_for_the_api_are_verified_for_users_and_machines() {
    let (api, tokens) = (api(), captured());
    for (name, is_machine, permissions) in [
        ("token-refresh-resource", false, &[ShoppingApi::Read, ShoppingApi::Write, ShoppingApi::Delete][..]),
        ("token-refresh-resource-scope-read", false, &[ShoppingApi::Read]),
        ("refresh-bob-resource-no-role", false, &[]),
        ("m2m-resource", true, &[ShoppingApi::Read, ShoppingApi::Write]),
        ("m2m-resource-post-auth", true, &[ShoppingApi::Read]),
        ("m2m-resource-no-scope", true, &[]),
        ("m2m-scope-unknown", true, &[]),
    ] {
        let token = BearerToken::<ShoppingApi>::verify(&api, &tokens[name]).await.unwrap();
        assert_eq!(token.is_machine(), is_machine, "{name}");
        assert_eq!(token.permissions().collect::<Vec<_>>(), permissions, "{name}");
        assert_eq!(token.organization(), None, "{name}");
    }
}

#[tokio::test]
async fn every_token_is_admitted_where_it_is_for_and_nowhere_else() {
    let (api, tokens) = (api(), captured());
    let paths = ["/global", "/organizations/mornafq2vbax", "/within/mornafq2vbax"];
    for (name, admitted) in [
        ("token-refresh-resource", [true, false, false]),
        ("m2m-resource", [true, false, false]),
        ("token-refresh-organization", [false, true, false]),
        ("refresh-organization-scope-one", [false, true, false]),
        ("m2m-organization", [false, true, false]),
        ("token-refresh-resource-organization", [false, false, true]),
        ("m2m-organization-resource", [false, false, true]),
    ] {
        for (path, admitted) in paths.iter().zip(admitted) {
            let (status, error) = ask(&api, path, &tokens[name]).await;
            let expected = if admitted { (200, None) } else { (401, Some("invalid_token")) };
            assert_eq!((status, error.as_deref()), expected, "{name} {path}");
        }
        for path in ["/organizations/another", "/within/another"] {
            assert_eq!(ask(&api, path, &tokens[name]).await.0, 401, "{name} {path}");
        }
    }
}

#[tokio::test]
async fn a_token_that_lacks_the_permission_is_admitted_only_where_none_is_asked() {
    let (api, tokens) = (api(), captured());
    let token = &tokens["m2m-resource-no-scope"];
    assert_eq!(ask(&api, "/global", token).await.0, 200);
    assert_eq!(ask(&api, "/readers", token).await, (403, Some("insufficient_scope".into())));
    assert_eq!(ask(&api, "/readers", &tokens["m2m-resource"]).await.0, 200);
}

#[tokio::test]
async fn the_id_token_of_a_sign_in_is_no_access_token() {
    let response = include_str!("../../../fixtures/protocol/token-authorization-code.json");
    let response: serde_json::Value = serde_json::from_str(response).unwrap();
    let id_token = response["id_token"].as_str().unwrap();
    let error = BearerToken::<ShoppingApi>::verify(&api(), id_token).await.unwrap_err();
    assert!(error.is_untrusted() && error.to_string().contains("no access token"), "{error}");
}
