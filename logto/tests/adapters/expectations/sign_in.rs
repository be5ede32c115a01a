//! The way to Logto and back, and what can go wrong on it.

use super::{change, sign_in_at_logto};
use crate::script::Who::{Alice, Bob, Carol, Nobody};
use crate::script::{Step, ask, load};

const FAILED: &str = r#"{"error":"This sign-in could not be completed"}"#;

pub(super) fn script() -> Vec<Step> {
    let steps: Vec<Vec<Step>> = vec![began(), failed(), succeeded()];
    steps.into_iter().flatten().collect()
}

fn began() -> Vec<Step> {
    let asks = [
        load("GET /sign-in", 303).header("cache-control", "no-store"),
        load("GET /sign-in?return_to=%2Fpage", 303),
        // Nothing but a path of the application is obeyed, and nothing else of the query.
        load("GET /sign-in?return_to=https%3A%2F%2Fmallory.example%2F", 303),
        load("GET /sign-in?return_to=%2F%2Fmallory.example", 303),
        load("GET /sign-in?redirect_uri=https%3A%2F%2Fmallory.example&prompt=none", 303),
        load("GET /sign-up", 303).leads_to("first_screen=register"),
        // What the application asks of Logto for this request.
        load("GET /sign-in?lang=de", 303).leads_to("ui_locales=de"),
        load("GET /sign-up?lang=de", 303).leads_to("ui_locales=de"),
    ];
    let mut steps: Vec<_> = asks.into_iter().map(|ask| Step::from(ask.by(Nobody))).collect();
    steps.push(change(|world| world.forget_cookies(Nobody)));
    steps
}

fn failed() -> Vec<Step> {
    let asks = [
        // A callback of no sign-in.
        ask("GET /callback", 400).says(FAILED),
        ask("GET /callback?code=x&state=y", 400).says(FAILED),
        load("GET /callback?code=x&state=y", 400)
            .header("content-type", "text/html; charset=utf-8")
            .shows("This sign-in could not be completed"),
        ask("HEAD /callback?code=x&state=y", 405),
        // The user cancelled.
        load("GET /sign-in", 303),
        load("GET /callback?error=access_denied&state={state}&iss={iss}", 403).shows("Access denied"),
        // Used up.
        load("GET /callback?error=access_denied&state={state}&iss={iss}", 400),
        // From another issuer (mix-up), and from nobody.
        load("GET /sign-in", 303),
        ask("GET /callback?code=x&state={state}&iss=https%3A%2F%2Fmallory.example%2Foidc", 400).says(FAILED),
        load("GET /sign-in", 303),
        ask("GET /callback?code=x&state={state}", 400).says(FAILED),
        // A code that Logto did not give.
        load("GET /sign-in", 303),
        ask("GET /callback?code=x&state={state}&iss={iss}", 401),
    ];
    asks.into_iter().map(|ask| Step::from(ask.by(Carol))).collect()
}

fn succeeded() -> Vec<Step> {
    vec![
        load("GET /sign-in?return_to=%2Fpage%3Ftab%3D2", 303).by(Alice).into(),
        sign_in_at_logto(Alice, "alice"),
        // Somebody else's browser has no use for the callback.
        load("GET /callback?code=x&state=y", 400).by(Nobody).into(),
        load("GET {callback}", 303)
            .header("location", "/page?tab=2")
            .header("cache-control", "no-store")
            .by(Alice)
            .into(),
        // Nor has anybody else, once it is used up.
        load("GET {callback}", 400).by(Alice).into(),
        load("GET /sign-in", 303).by(Bob).into(),
        sign_in_at_logto(Bob, "bob"),
        load("GET {callback}", 303).header("location", "/").by(Bob).into(),
        load("GET /sign-in", 303).by(Carol).into(),
        sign_in_at_logto(Carol, "bob"),
        load("GET {callback}", 303).header("location", "/").by(Carol).into(),
        change(|world| world.let_ten_seconds_pass(Alice)),
    ]
}
