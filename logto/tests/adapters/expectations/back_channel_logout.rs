//! Sessions end here because they have ended at Logto.

use std::time::Duration;

use logto::testing::SignWith;
use serde_json::json;

use super::{change, sign_in_at_logto};
use crate::script::Who::{Alice, Bob, Nobody};
use crate::script::{Ask, Step, Who, ask, load};
use crate::world::BACK_CHANNEL_LOGOUT;

/// What Logto sends.
fn told(status: u16) -> Ask {
    let ask = ask("POST /back-channel-logout", status).header("cache-control", "no-store");
    ask.form("logout_token={logout_token}")
}

fn refused(error: &'static str, description: &'static str) -> Ask {
    let body = json!({ "error": error, "error_description": description });
    told(400).header("content-type", "application/json").says_json(body)
}

fn signed_in(who: Who, is_authenticated: bool) -> Step {
    ask("GET /session", 200).by(who).says_json(json!({ "is_authenticated": is_authenticated })).into()
}

/// Sessions in cookies are out of reach for everybody but their browser.
pub(super) fn without_store() -> Vec<Step> {
    vec![
        change(|world| world.make_logout_token("alice")),
        refused("server_error", "the sessions could not be ended").into(),
        signed_in(Alice, true),
    ]
}

pub(super) fn script() -> Vec<Step> {
    let steps =
        [signed_in_with(Alice, "alice"), signed_in_with(Bob, "bob"), refusals(), ended(), announced()];
    steps.into_iter().flatten().collect()
}

fn signed_in_with(who: Who, username: &'static str) -> Vec<Step> {
    vec![
        load("GET /sign-in", 303).by(who).into(),
        sign_in_at_logto(who, username),
        load("GET {callback}", 303).by(who).into(),
        signed_in(who, true),
    ]
}

fn refusals() -> Vec<Step> {
    let not_one = || refused("invalid_request", "the form has not exactly one `logout_token`");
    vec![
        change(|world| {
            world.emulator.tamper_logout_tokens(|token| token.sign_with = SignWith::UnpublishedKey);
            world.make_logout_token("alice");
        }),
        refused("invalid_request", "verification failed: the logout token's signature is wrong").into(),
        change(|world| {
            world.emulator.tamper_logout_tokens(|_| {});
            world.make_logout_token("alice");
        }),
        // Too much of it: a good token at its beginning does not count.
        not_one().form("logout_token={logout_token}&padding={padding}").into(),
        not_one().form("logout_token={logout_token}&logout_token={logout_token}").into(),
        not_one().form("token={logout_token}").into(),
        not_one().form("").into(),
        ask("GET /back-channel-logout", 405).header("allow", "POST").into(),
        ask("HEAD /back-channel-logout", 405).header("allow", "POST").into(),
        ask("PUT /back-channel-logout", 405)
            .header("allow", "POST")
            .form("logout_token={logout_token}")
            .into(),
        signed_in(Alice, true),
    ]
}

fn ended() -> Vec<Step> {
    vec![
        // The browser that sends it is nobody's.
        told(200).by(Nobody).says("").into(),
        signed_in(Alice, false),
        ask("GET /plain", 401).by(Alice).into(),
        signed_in(Bob, true),
        // A token counts once.
        refused("invalid_request", "verification failed: the logout token was received before").into(),
    ]
}

/// The route answers Logto itself, and not only what the test makes of its request.
fn announced() -> Vec<Step> {
    let logto_ends_the_session = Step::Change(Box::new(|world| {
        Box::pin(async move {
            world.emulator.end_sessions("bob").unwrap();
            let told = loop {
                match world.emulator.back_channel_logouts().pop() {
                    Some(logout) => break logout,
                    None => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            };
            assert_eq!(told.uri, format!("http://{}{BACK_CHANNEL_LOGOUT}", world.authority()));
            assert_eq!(told.status, Some(200));
        })
    }));
    vec![logto_ends_the_session, signed_in(Bob, false)]
}
