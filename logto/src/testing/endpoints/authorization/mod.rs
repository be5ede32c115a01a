//! The authorization endpoint: from a request to a sign-in page, or straight to the callback.

mod callback;
mod request;

use std::time::Duration;

use http::StatusCode;
use url::form_urlencoded;

use self::request::{AuthorizationRequest, Refusal};
use super::pages;
use crate::testing::state::{Grant, INTERACTION_TTL, Instant, Outcome, SESSION_TTL, World};
use crate::testing::wire::{OidcError, Params, Request, Response, ResponseExt, response};

pub(super) fn answer(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    match request.path.strip_prefix("/oidc/auth/") {
        Some(interaction) => resume(world, request, interaction),
        None => begin(world, request),
    }
}

fn begin(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    let params = request.params();
    let authorization = match AuthorizationRequest::read(world, params) {
        Ok(authorization) => authorization,
        Err(refusal) => return refused(world, refusal),
    };
    let now = world.now();
    let session_id = request.cookie("_session").unwrap_or_default();
    let session = world.browsers.session(session_id, now).cloned();
    let user = session
        .as_ref()
        .and_then(|session| session.user.clone())
        .filter(|id| world.active_user(id).is_some());
    let signed_in_at = session.map(|session| session.signed_in_at);

    let needs_sign_in = authorization.prompts("login")
        || authorization.max_age.is_some_and(|age| is_older(signed_in_at, age, now));
    match user.filter(|_| !needs_sign_in) {
        // Logto goes through its consent page also where it does not ask.
        Some(_) if authorization.prompts("consent") => Ok(interact(world, params, "/consent")),
        Some(user) => Ok(issue(world, &authorization, user, session_id)),
        None if authorization.prompts("none") => {
            let error = OidcError::new("login_required", "End-User authentication is required");
            refused(world, Refusal::Callback(Box::new(authorization.callback), Box::new(error)))
        }
        None => {
            let page = page(params);
            Ok(interact(world, params, &page))
        }
    }
}

/// The browser comes back from the sign-in page.
fn resume(world: &mut World, request: &Request, id: &str) -> Result<Response, OidcError> {
    let now = world.now();
    let too_late = || OidcError::invalid_request("authorization request has expired");
    let interaction = world.browsers.interaction(id, now).cloned().ok_or_else(too_late)?;
    let authorization = match AuthorizationRequest::read(world, &interaction.params) {
        Ok(authorization) => authorization,
        Err(refusal) => return refused(world, refusal),
    };
    let session_id = request.cookie("_session").unwrap_or_default();
    match interaction.outcome {
        None => Ok(response::redirect(&page(&interaction.params))),
        Some(Outcome::Cancelled) => {
            world.browsers.end_interaction(id);
            let error = OidcError::new("access_denied", "End-User aborted interaction");
            refused(world, Refusal::Callback(Box::new(authorization.callback), Box::new(error)))
        }
        Some(Outcome::Consented) => {
            world.browsers.end_interaction(id);
            let session = world.browsers.session(session_id, now).cloned().ok_or_else(too_late)?;
            let user = session.user.ok_or_else(too_late)?;
            Ok(issue(world, &authorization, user, session_id))
        }
        Some(Outcome::SignedIn { user }) => {
            world.browsers.end_interaction(id);
            world.browsers.end_session(session_id);
            let session = world.browsers.begin_session(Some(user.clone()), now);
            if let Some(user) = world.users.iter_mut().find(|known| known.id == user) {
                user.updated_at = now.milliseconds();
            }
            let expires = now.plus(SESSION_TTL).http_date();
            Ok(issue(world, &authorization, user, &session).with_cookie(&format!(
                "_session={session}; path=/; samesite=lax; httponly; expires={expires}"
            )))
        }
    }
}

/// A code for a user who has signed in.
fn issue(
    world: &mut World,
    authorization: &AuthorizationRequest,
    user: String,
    session_id: &str,
) -> Response {
    let now = world.now();
    let signed_in_at = world.browsers.session(session_id, now).map(|session| session.signed_in_at);
    let sid = world.browsers.sid(session_id, &authorization.app);
    let wants_sid =
        world.app(&authorization.app).is_some_and(|app| app.back_channel_logout.is_session_required);
    let grant = Grant {
        app: authorization.app.clone(),
        user,
        scopes: authorization.scopes.clone(),
        resources: authorization.resources.clone(),
        nonce: authorization.nonce.clone(),
        auth_time: authorization.max_age.and(signed_in_at).map(Instant::seconds),
        sid: sid.filter(|_| wants_sid),
    };
    let redirect_uri = authorization.callback.redirect_uri.clone();
    let code = world.grants.issue_code(grant, redirect_uri, authorization.challenge.clone(), now);
    authorization.callback.respond(world, vec![("code".to_owned(), code)])
}

fn refused(world: &World, refusal: Refusal) -> Result<Response, OidcError> {
    match refusal {
        Refusal::Page(error) => Err(*error),
        Refusal::Callback(callback, error) => Ok(callback.respond(
            world,
            vec![
                ("error".to_owned(), error.error().to_owned()),
                ("error_description".to_owned(), error.description().to_owned()),
            ],
        )),
    }
}

/// Sends the browser to a page of Logto, which finds the request by a cookie.
fn interact(world: &mut World, params: &Params, page: &str) -> Response {
    let now = world.now();
    let id = world.browsers.begin_interaction(params.clone(), now);
    let expires = now.plus(INTERACTION_TTL).http_date();
    let page = if page == "/consent" { with_app(page, params) } else { page.to_owned() };
    response::redirect(&page)
        .with_cookie(&format!("_interaction={id}; path=/; expires={expires}; samesite=lax; httponly"))
}

/// The page that `first_screen` and `direct_sign_in` ask for, with the parameters that pages know.
fn page(params: &Params) -> String {
    if let Some((kind, target)) = params.get("direct_sign_in").and_then(|value| value.split_once(':')) {
        return format!("{}&fallback=sign-in", with_app(&format!("/direct/{kind}/{target}"), params));
    }
    let path = match params.get("first_screen") {
        Some("register") => "/register",
        Some("reset_password") => "/reset-password",
        Some("single_sign_on") => "/single-sign-on",
        Some("identifier:sign_in") => "/identifier-sign-in",
        Some("identifier:register") => "/identifier-register",
        _ => "/sign-in",
    };
    with_app(path, params)
}

fn with_app(path: &str, params: &Params) -> String {
    const PASSED_ON: [&str; 5] =
        ["organization_id", "one_time_token", "login_hint", "ui_locales", "identifier"];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("app_id", params.get("client_id").unwrap_or_default());
    if path != "/consent" {
        for name in PASSED_ON {
            query.extend_pairs(params.get(name).map(|value| (name, value)));
        }
    }
    format!("{path}?{}", query.finish())
}

fn is_older(signed_in_at: Option<Instant>, max_age: u64, now: Instant) -> bool {
    signed_in_at.is_none_or(|then| now.since(then) >= Duration::from_secs(max_age))
}

/// A page that hands a callback over as a form, for `response_mode=form_post`.
fn form_post(redirect_uri: &str, params: &[(String, String)]) -> Response {
    response::html(StatusCode::OK, pages::form_post(redirect_uri, params))
}
