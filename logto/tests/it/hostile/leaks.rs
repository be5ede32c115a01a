//! No secret in any log line or `Debug`: what `secrets.rs` does not visit — APIs with tokens of all kinds, tokens for APIs and
//! organizations, the back-channel logout, stores that fail.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::time::Duration;

use logto::testing::{self, Emulator, Endpoint, Fault, SignWith};
use logto::{
    BearerToken, Client, Config, OrganizationId, Resource, Session, SignIn, SignOut, UserClaims, UserScope,
};

use crate::app::{App, COOKIE_KEY, alice};
use crate::browser::Browser;
use crate::logs::Logs;
use crate::secrets::{assert_absent, sent_to};
use crate::store::Store;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
}

async fn tenant() -> Emulator {
    let web = testing::App::traditional("web").secret("a-secret-of-the-apps-own").local_redirect_uris();
    let user = alice().role("shopper").member_of("acme", ["clerk"]);
    Emulator::builder()
        .app(web.back_channel_logout_session_required())
        .user(user)
        .resource(testing::ApiResource::new(ShoppingApi::INDICATOR).permissions(["read"]))
        .role(testing::Role::new("shopper").resource_permissions(ShoppingApi::INDICATOR, ["read"]))
        .organization_role(testing::Role::new("clerk").organization_permissions(["report"]))
        .organization(testing::Organization::new("acme", "Acme"))
        .start()
        .await
        .unwrap()
}

/// All that was printed, and all that must not be.
#[derive(Default)]
struct Printed {
    text: String,
    secrets: BTreeSet<String>,
}

impl Printed {
    fn add(&mut self, value: &impl Debug) {
        writeln!(self.text, "{value:?} {value:#?}").unwrap();
    }

    fn add_error<T: Debug>(&mut self, outcome: Result<T, logto::Error>) {
        let error = outcome.unwrap_err();
        writeln!(self.text, "{error} {error:#?} {:?}", error.oauth()).unwrap();
    }

    fn hide(&mut self, token: &str) {
        self.secrets.insert(token.to_owned());
        self.secrets.extend(token.split('.').map(str::to_owned));
    }
}

#[tokio::test]
async fn no_secret_is_printed_by_a_session_that_calls_apis_nor_by_the_apis() {
    let (logs, emulator) = (Logs::capture(), tenant().await);
    let mut printed = Printed::default();
    let config = Config::builder(emulator.endpoint(), "web").app_secret(emulator.app_secret());
    let config = config.cookie_key(COOKIE_KEY).scopes([UserScope::Organizations]).resource::<ShoppingApi>();
    let client = Client::new(config.introspect_opaque_tokens_of(["web"]).build().unwrap());
    let (url, pending) = client.sign_in(SignIn::to("http://localhost:1/callback")).await.unwrap();
    let callback = emulator.sign_in("alice", url.as_str()).await.unwrap();
    let mut session = client.finish_sign_in(pending, &callback).await.unwrap();
    call_apis(&client, &session, &mut printed).await;
    in_trouble(&emulator, &client, &session, &mut printed).await;
    printed.hide(session.refresh_token().unwrap().unwrap().expose());
    printed.hide(session.id_token().unwrap().as_str());
    client.sign_out(&mut session, SignOut::to("http://localhost:1/")).await.unwrap();
    printed.add(&session);

    printed.secrets.extend(sent_to(&emulator));
    assert!(printed.secrets.len() > 20 && printed.text.lines().count() > 30);
    logs.assert_has("token request answered");
    assert_absent(&printed.secrets, &printed.text);
    assert_absent(&printed.secrets, &logs.text());
}

async fn call_apis(client: &Client, session: &Session, printed: &mut Printed) {
    let acme = OrganizationId::from("acme");
    let tokens = [
        session.access_token::<ShoppingApi>().await.unwrap(),
        session.organization_token(&acme).await.unwrap(),
        session.access_token_in_organization::<ShoppingApi>(&acme).await.unwrap(),
        session.default_access_token().await.unwrap(),
    ];
    for token in &tokens {
        let secret = token.secret().expose();
        printed.hide(secret);
        printed.add(token);
        printed.add(token.secret());
        match BearerToken::<ShoppingApi>::verify(client, secret).await {
            Ok(verified) => printed.add(&verified),
            Err(error) => printed.add_error::<()>(Err(error)),
        }
        let changed = format!("{}{}", if secret.starts_with('A') { 'B' } else { 'A' }, &secret[1..]);
        printed.add_error(BearerToken::<ShoppingApi>::verify(client, &format!("{secret}A")).await);
        printed.add_error(BearerToken::<ShoppingApi>::verify(client, &changed).await);
    }
}

async fn in_trouble(emulator: &Emulator, client: &Client, session: &Session, printed: &mut Printed) {
    let opaque = session.default_access_token().await.unwrap().secret().expose().to_owned();
    for fault in [
        Fault::Status(500),
        Fault::Html,
        Fault::Garbage,
        Fault::Drop,
        Fault::Redirect("http://x.invalid/".into()),
    ] {
        emulator.fault(Endpoint::Introspection, fault.clone().times(1));
        printed.add_error(BearerToken::<ShoppingApi>::verify(client, &opaque).await);
        emulator.fault(Endpoint::Userinfo, fault.clone().times(1));
        printed.add_error(session.userinfo::<UserClaims>().await);
        session.clear_access_tokens();
        emulator.fault(Endpoint::Token, fault.times(1));
        printed.add_error(session.access_token::<ShoppingApi>().await);
    }
    printed.add_error(session.access_token_for("https://unknown.example").await);
    printed.add_error(session.organization_token(&OrganizationId::from("not-a-member")).await);
    printed.add(&session.clone());
}

#[tokio::test]
async fn no_secret_is_printed_by_a_back_channel_logout_nor_by_a_store() {
    let (logs, emulator, store) = (Logs::capture(), tenant().await, Store::default());
    let given = store.clone();
    let configure = |config: logto::ConfigBuilder| config.back_channel_logout_path("/logout");
    let app = App::at(emulator, configure, |client| client.session_store(given)).await;
    let mut printed = Printed::default();
    let browser = app.signed_in().await;
    printed.secrets.extend(browser.cookies().into_values());
    store.set_down(true);
    assert_eq!(browser.load(&app.url("/page")).await.status, 503);
    store.set_down(false);
    app.advance(Duration::from_secs(3700));
    assert_eq!(browser.load(&app.url("/full")).await.status, 200);

    for sign_with in
        [SignWith::UnpublishedKey, SignWith::BrokenSignature, SignWith::Nothing, SignWith::CurrentKey]
    {
        app.emulator.tamper_logout_tokens(move |token| token.sign_with = sign_with.clone());
        let token = app.emulator.logout_token("alice").unwrap();
        printed.hide(&token);
        for _ in 0..2 {
            let page = Browser::new().post(&app.url("/logout"), &[("logout_token", &token)]).await;
            printed.text += &page.body;
        }
    }
    app.assert_signed_in(&browser, false).await;
    printed.secrets.extend(sent_to(&app.emulator));
    logs.assert_has("Logto has ended sessions");
    logs.assert_has("the logout token was received before");
    assert!(printed.secrets.len() > 15, "{}", printed.secrets.len());
    assert_absent(&printed.secrets, &printed.text);
    assert_absent(&printed.secrets, &logs.text());
}
