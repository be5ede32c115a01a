//! Signing out of the browser session: a form that submits itself, a confirmation, a redirect.

use http::StatusCode;
use url::Url;

use super::pages;
use crate::testing::crypto::{self, random};
use crate::testing::state::{SESSION_TTL, SignOut, World};
use crate::testing::wire::{OidcError, Params, Request, Response, ResponseExt, response};

pub(super) fn answer(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    match request.path.as_str() {
        "/oidc/session/end" => begin(world, request),
        "/oidc/session/end/confirm" if request.method == http::Method::POST => confirm(world, request),
        "/oidc/session/end/success" => Ok(response::html(StatusCode::OK, pages::signed_out())),
        _ => Err(OidcError::unknown_route(&request.method, &request.path)),
    }
}

fn begin(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    let redirect_to = redirect_target(world, request.params())?;
    let now = world.now();
    let xsrf = random::token();
    let known = request.cookie("_session").filter(|id| world.browsers.session(id, now).is_some());
    let id = known.map_or_else(|| world.browsers.begin_session(None, now), str::to_owned);
    if let Some(session) = world.browsers.session(&id, now) {
        session.sign_out = Some(SignOut { xsrf: xsrf.clone(), redirect_to });
    }
    let confirm = format!("{}/session/end/confirm", world.issuer);
    let expires = now.plus(SESSION_TTL).http_date();
    Ok(response::html(StatusCode::OK, pages::sign_out(&confirm, &xsrf))
        .with_cookie(&format!("_session={id}; path=/; samesite=lax; httponly; expires={expires}")))
}

fn confirm(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    let now = world.now();
    let id = request.cookie("_session").unwrap_or_default();
    let sign_out = world.browsers.session(id, now).and_then(|session| session.sign_out.take());
    let sign_out = sign_out.ok_or_else(|| OidcError::invalid_request("could not find logout details"))?;
    if request.body.get("xsrf") != Some(&sign_out.xsrf) {
        return Err(OidcError::invalid_request("xsrf token invalid"));
    }
    let success = || format!("{}/session/end/success", world.issuer);
    let target = sign_out.redirect_to.unwrap_or_else(success);
    if request.body.get("logout").is_none() {
        return Ok(response::redirect(&target));
    }
    if let Some(session) = world.browsers.end_session(id) {
        world.announce_end_of(&session);
    }
    Ok(response::redirect(&target)
        .with_cookie("_session=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; httponly"))
}

/// Where the browser goes afterwards. Without an app that has registered it, nowhere.
fn redirect_target(world: &World, params: &Params) -> Result<Option<String>, OidcError> {
    let hinted = params.get("id_token_hint").map(|hint| app_of_hint(world, hint)).transpose()?;
    let named = params.get("client_id");
    if let (Some(hinted), Some(named)) = (&hinted, named)
        && hinted != named
    {
        return Err(OidcError::invalid_request("client_id does not match the provided id_token_hint"));
    }
    let Some(id) = named.map(str::to_owned).or(hinted) else {
        return Ok(None);
    };
    let app = world.app(&id).ok_or_else(|| OidcError::unknown_client(&id))?;
    let Some(uri) = params.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    if !app.allows_sign_out_to(uri) {
        return Err(OidcError::invalid_request("post_logout_redirect_uri not registered"));
    }
    Ok(Some(with_state(uri, params.get("state"))))
}

fn with_state(uri: &str, state: Option<&str>) -> String {
    match (Url::parse(uri), state) {
        (Ok(mut url), Some(state)) => {
            url.query_pairs_mut().append_pair("state", state);
            url.into()
        }
        _ => uri.to_owned(),
    }
}

/// The app an ID token was issued to; the token may have expired.
fn app_of_hint(world: &World, hint: &str) -> Result<String, OidcError> {
    if !crypto::is_readable_jws(hint) {
        return Err(OidcError::invalid_request("could not decode id_token_hint"));
    }
    crypto::verify(hint, &world.keys)
        .and_then(|claims| claims.get("aud")?.as_str().map(str::to_owned))
        .ok_or_else(|| OidcError::invalid_request("could not validate id_token_hint"))
}
