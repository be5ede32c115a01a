//! Access tokens for APIs.

use std::time::Duration;

use super::app::{AN_HOUR, rotating, start, start_with, traditional};

#[tokio::test]
async fn a_token_for_an_api_is_fetched_once_and_kept_until_a_minute_before_it_expires() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let first = visitor.get("/token/shopping").await;
    assert_eq!(first.json()["audience"], "https://shopping.example.com/api");
    assert_eq!(first.json()["scopes"], serde_json::json!(["read", "write"]));
    assert_eq!(first.json()["may_read"], true);
    app.advance(AN_HOUR - Duration::from_secs(100));
    assert_eq!(visitor.get("/token/shopping").await.token(), first.token());
    assert_eq!(app.refreshes(), ["https://shopping.example.com/api"]);
    app.advance(Duration::from_secs(41));
    assert_ne!(visitor.get("/token/shopping").await.token(), first.token());
    assert_eq!(app.refreshes().len(), 2);
}

#[tokio::test]
async fn the_default_token_is_opaque_and_comes_from_the_sign_in() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let reply = visitor.get("/token/default").await.json();
    assert_eq!(reply["token"].as_str().unwrap().len(), 43);
    assert_eq!(reply["audience"], serde_json::Value::Null);
    assert!(app.refreshes().is_empty());
}

#[tokio::test]
async fn a_resource_that_sign_ins_do_not_request_is_an_error_before_any_request() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    for path in ["/token/other", "/token/unknown"] {
        let reply = visitor.get(path).await;
        assert_eq!(reply.status, 500);
        assert!(reply.json()["error"].as_str().unwrap().contains("`.resource::<…>()`"), "{}", reply.json());
    }
    let reply = visitor.get("/token/template").await.json();
    assert!(reply["error"].as_str().unwrap().contains("`organization_token(&id)`"), "{reply}");
    assert!(app.emulator.requests().is_empty());
}

#[tokio::test]
async fn a_narrowed_token_has_fewer_scopes_and_a_place_of_its_own() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let narrow = visitor.get("/token/narrow").await;
    assert_eq!(narrow.json()["scopes"], serde_json::json!(["read"]));
    let full = visitor.get("/token/shopping").await;
    assert_eq!(full.json()["scopes"], serde_json::json!(["read", "write"]));
    assert_eq!(visitor.get("/token/narrow").await.token(), narrow.token());
    // Fewer scopes must not mean fewer claims about the user.
    assert_eq!(visitor.get("/roles").await.json(), serde_json::json!(["shopper", "payer"]));
}

#[tokio::test]
async fn a_forced_refresh_brings_a_new_token() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let first = visitor.get("/token/shopping").await.token();
    let forced = visitor.get("/token/forced").await.token();
    assert_ne!(first, forced);
    assert_eq!(visitor.get("/token/shopping").await.token(), forced);
}

#[tokio::test]
async fn cleared_tokens_are_fetched_anew() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let first = visitor.get("/token/shopping").await.token();
    visitor.get("/clear-tokens").await;
    assert!(visitor.is_signed_in().await);
    assert_ne!(visitor.get("/token/shopping").await.token(), first);
}

#[tokio::test]
async fn nobody_signed_in_means_signed_out() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let reply = visitor.get_with("/token/shopping", "").await;
    assert_eq!((reply.status, &reply.json()["kind"]), (401, &"signed out".into()));
}

#[tokio::test]
async fn without_a_refresh_token_an_expired_session_says_what_to_change() {
    let app = start_with(traditional(), |config| config.prompt(logto::Prompt::Login), |client| client).await;
    let visitor = app.visitor().await;
    let reply = visitor.get("/token/shopping").await.json();
    assert!(reply["error"].as_str().unwrap().contains("`consent`"), "{reply}");
    assert!(visitor.is_signed_in().await, "only Logto ends a session");
}

#[tokio::test]
async fn a_public_app_authenticates_by_its_id_alone() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    visitor.get("/token/shopping").await;
    let request = &app.emulator.requests_to("/oidc/token")[0];
    assert_eq!(request.param("client_id"), Some("spa"));
    assert_eq!(request.param("client_secret"), None);
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_sign_in_that_brings_no_refresh_token_can_keep_the_one_there_was() {
    use crate::tenant::Tenant;
    use logto::{Client, Config, Prompt, Session, SignIn};

    async fn sign_in(emulator: &Tenant, logto: &Client, prompt: Prompt) -> Session {
        let options = SignIn::to("http://localhost:3000/callback").prompt(prompt).keep_tokens();
        let (url, pending) = logto.sign_in(options).await.unwrap();
        let callback = emulator.sign_in("alice", url.as_str()).await.unwrap();
        logto.finish_sign_in(pending, callback).await.unwrap()
    }

    let emulator = crate::app::emulator().start().await.unwrap();
    let config = Config::builder(emulator.endpoint(), emulator.app_id()).app_secret(emulator.app_secret());
    let logto = Client::new(config.build().unwrap());
    let former = sign_in(&emulator, &logto, Prompt::Consent).await;
    let session = sign_in(&emulator, &logto, Prompt::Login).await;
    assert!(session.refresh_token().unwrap().is_none());
    session.keep_tokens_of(&former);
    let kept = session.refresh_token().unwrap().unwrap();
    assert_eq!(kept.expose(), former.refresh_token().unwrap().unwrap().expose());
}

#[tokio::test]
async fn an_app_with_a_secret_shows_it_to_the_token_endpoint_alone_and_only_in_the_header() {
    let app = start(traditional()).await;
    let visitor = app.visitor_with("");
    visitor.sign_in().await;
    visitor.get("/token/shopping").await;
    visitor.get("/roles-now").await;
    for request in app.emulator.requests() {
        assert_eq!(request.param("client_secret"), None, "{request:?}");
        let authorization = request.header("authorization").unwrap_or_default();
        assert_eq!(authorization.starts_with("Basic "), request.path == "/oidc/token", "{request:?}");
    }
}

#[tokio::test]
async fn a_token_without_any_permission_is_no_error() {
    let app = start(traditional()).await;
    app.emulator.update_user("alice", |user| user.roles(["none"])).unwrap();
    let visitor = app.visitor().await;
    let token = visitor.get("/token/shopping").await.json();
    assert_eq!(token["audience"], "https://shopping.example.com/api");
    assert_eq!((&token["scopes"], &token["may_read"]), (&serde_json::json!([]), &false.into()));
}

#[tokio::test]
async fn users_of_one_application_do_not_get_each_others_tokens() {
    let app = start(traditional()).await;
    let (first, second) = (app.visitor().await, app.visitor().await);
    let (a, b) = tokio::join!(first.get("/token/shopping"), second.get("/token/shopping"));
    assert_ne!(a.token(), b.token());
    assert_eq!(first.get("/token/shopping").await.token(), a.token());
    assert_eq!(second.get("/token/shopping").await.token(), b.token());
}
