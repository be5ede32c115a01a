//! What only a server that nobody here wrote can tell.

use std::time::Duration;

use futures_util::future::join_all;
use logto::session::MemorySessionStore;
use logto::{
    Client, Config, ConfigBuilder, DirectSignIn, FirstScreen, Prompt, SignIn, SignOut, UserClaims, UserScope,
};
use serde_json::{Value, json};

use crate::app::App;
use crate::browser::Browser;
use crate::tenant::{Tenant, emulator, rotating};
use crate::tokens::app::{AN_HOUR, start};

const CALLBACK: &str = "http://localhost:3000/callback";
const BACK_CHANNEL: &str = "/back-channel-logout";

fn config(tenant: &Tenant) -> ConfigBuilder {
    Config::builder(tenant.endpoint(), tenant.app_id()).app_secret(tenant.app_secret())
}

/// What the sign-in page was told.
async fn shown(tenant: &Tenant, logto: &Client, options: SignIn) -> Value {
    let (url, _) = logto.sign_in(options).await.unwrap();
    let page = tenant.browser().look_at(url.as_str()).await;
    let shown = page.body.split("application/json\">").nth(1).unwrap_or_else(|| panic!("{page:?}"));
    serde_json::from_str(shown.split("</script>").next().unwrap()).unwrap()
}

#[tokio::test]
async fn claims_come_from_id_token_and_userinfo_as_logto_sends_them() {
    let tenant = emulator().start().await.unwrap();
    let scopes = [UserScope::Profile, UserScope::Email, UserScope::Phone, UserScope::CustomData];
    let logto = Client::new(config(&tenant).scopes(scopes).build().unwrap());
    for (name, null) in [("alice", false), ("bob", true)] {
        let (url, pending) = logto.sign_in(SignIn::to(CALLBACK)).await.unwrap();
        let callback = tenant.sign_in(name, url.as_str()).await.unwrap();
        let session = logto.finish_sign_in(pending, callback).await.unwrap();
        let from_token: UserClaims = session.id_token_claims().unwrap();
        let from_userinfo: UserClaims = session.userinfo().await.unwrap();
        let [from_token, from_userinfo] = [&from_token, &from_userinfo].map(|claims| json!(claims));
        assert_eq!(from_token["sub"], json!(tenant.user_id(name)));
        assert_eq!(from_token["updated_at"], 1_767_323_045_678_u64, "milliseconds");
        assert_eq!((from_token["name"].is_null(), from_token["email"].is_null()), (null, null));
        assert_eq!(
            (&from_token["email_verified"], &from_token["phone_number_verified"]),
            (&json!(!null), &json!(false))
        );
        assert_eq!(from_token.get("nickname"), None);
        assert_eq!(from_token.get("custom_data"), None);
        assert_eq!(from_userinfo["custom_data"], if null { json!({}) } else { json!({ "tier": "gold" }) });
    }
}

#[tokio::test]
async fn the_sign_in_page_learns_what_the_app_says_about_the_sign_in() {
    let tenant = emulator().start().await.unwrap();
    let logto = Client::new(config(&tenant).build().unwrap());
    let options = SignIn::to(CALLBACK)
        .prompt(Prompt::Login)
        .prompt(Prompt::Consent)
        .first_screen(FirstScreen::Register)
        .direct_sign_in(DirectSignIn::Social("google".into()))
        .login_hint("alice@example.com")
        .ui_locales(["de", "en"])
        .organization("acme");
    let shown = shown(&tenant, &logto, options).await;
    let params = &shown["params"];
    for (name, value) in [
        ("first_screen", "register"),
        ("direct_sign_in", "social:google"),
        ("login_hint", "alice@example.com"),
        ("ui_locales", "de en"),
        ("organization_id", "acme"),
    ] {
        assert_eq!(params[name], value, "{params}");
    }
    assert_eq!(shown["prompt"], "login");
    assert!(params["prompt"].as_str().unwrap().contains("login"), "{params}");
}

#[tokio::test]
async fn a_sign_out_ends_the_session_at_the_engine_and_revokes_the_refresh_token() {
    let tenant = emulator().start().await.unwrap();
    let logto = Client::new(config(&tenant).build().unwrap());
    let browser = tenant.browser();
    let (url, pending) = logto.sign_in(SignIn::to(CALLBACK)).await.unwrap();
    let callback = browser.sign_in("alice", url.as_str()).await.unwrap();
    let mut session = logto.finish_sign_in(pending, callback).await.unwrap();
    let refresh_token = session.refresh_token().unwrap().unwrap().expose().to_owned();

    // The engine knows its visitor: nothing is asked a second time.
    let (again, pending) = logto.sign_in(SignIn::to(CALLBACK)).await.unwrap();
    let callback = browser.open(again.as_str()).await.unwrap();
    logto.finish_sign_in(pending, callback).await.unwrap();

    let end = logto.sign_out(&mut session, SignOut::to("http://localhost:3000/")).await.unwrap();
    assert_eq!(browser.open(end.as_str()).await.unwrap(), "http://localhost:3000/");
    let (again, _) = logto.sign_in(SignIn::to(CALLBACK)).await.unwrap();
    assert!(browser.open(again.as_str()).await.unwrap_err().contains("/sign-in"));

    let form = [("grant_type", "refresh_token"), ("refresh_token", &refresh_token)];
    let request = reqwest::Client::new().post(format!("{}/oidc/token", tenant.endpoint())).form(&form);
    let secret = "a-secret%3Awith%2Fodd%2Bcharacters%25";
    let answer: Value =
        request.basic_auth(tenant.app_id(), Some(secret)).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["error"], "invalid_grant");
}

#[tokio::test]
async fn the_engines_logout_token_ends_the_session_here() {
    let configure = |config: ConfigBuilder| config.back_channel_logout_path(BACK_CHANNEL);
    let app = App::at(emulator().start().await.unwrap(), configure, |client| {
        client.session_store(MemorySessionStore::new())
    });
    let app = app.await;
    app.emulator.tell_of_sign_outs("web", &app.url(BACK_CHANNEL));
    let (here, elsewhere, bystander) = (Browser::new(), app.emulator.browser(), app.signed_in().await);
    let url = app.authorization_url(&here, "/page").await;
    here.open(&elsewhere.sign_in("alice", &url).await.unwrap()).await;
    app.assert_signed_in(&here, true).await;

    // As another app of the tenant would: the browser ends its session at the engine.
    elsewhere
        .open(&format!(
            "{}/oidc/session/end?client_id=web&post_logout_redirect_uri=http%3A%2F%2Flocalhost%2F",
            app.emulator.endpoint()
        ))
        .await
        .unwrap();
    app.assert_signed_in(&here, false).await;
    app.assert_signed_in(&bystander, true).await;
}

#[tokio::test]
async fn a_restart_of_the_engine_costs_nobody_their_session() {
    let app = start(rotating()).await;
    let visitor = app.visitor().await;
    app.advance(AN_HOUR);
    app.emulator.stop();
    let cookies = visitor.cookies();
    let replies = join_all((0..20).map(|_| visitor.get_with("/token/shopping", &cookies))).await;
    assert!(replies.iter().all(|reply| reply.status == 503), "{:?}", replies[0]);
    assert!(visitor.is_signed_in().await);
    app.emulator.start_again();
    app.advance(Duration::from_secs(10));
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert!(visitor.is_signed_in().await);
}
