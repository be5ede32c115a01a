//! The answer of the token endpoint, with the ID token in it.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::access_token::AccessToken;
use crate::testing::model::{App, User};
use crate::testing::state::{Grant, World};
use crate::testing::wire::{Response, response};
use crate::testing::{claims, scopes};

/// A token response; it holds an ID token when `openid` is among the scopes.
pub(super) fn respond(
    world: &mut World,
    app: &App,
    user: &User,
    grant: &Grant,
    scopes: &[String],
    access_token: AccessToken,
    refresh_token: Option<String>,
) -> Response {
    let mut body = access_token.into_body();
    if scopes.iter().any(|scope| scope == scopes::OPENID) {
        body.insert("id_token".into(), json!(id_token(world, app, user, grant, scopes)));
    }
    if let Some(refresh_token) = refresh_token {
        body.insert("refresh_token".into(), json!(refresh_token));
    }
    response::json(StatusCode::OK, &Value::Object(body))
}

fn id_token(world: &mut World, app: &App, user: &User, grant: &Grant, scopes: &[String]) -> String {
    let now = world.now().seconds();
    let mut claims: Map<String, Value> =
        claims::of_id_token(user, scopes, &world.directory, &world.id_token_claims);
    claims.extend(grant.auth_time.map(|time| ("auth_time".into(), json!(time))));
    claims.extend(grant.nonce.as_ref().map(|nonce| ("nonce".into(), json!(nonce))));
    claims.extend(grant.sid.as_ref().map(|sid| ("sid".into(), json!(sid))));
    claims.insert("aud".into(), json!(app.id));
    claims.insert("exp".into(), json!(now + app.id_token_ttl.as_secs()));
    claims.insert("iat".into(), json!(now));
    claims.insert("iss".into(), json!(world.issuer));
    let mut token = world.draft(None, claims);
    world.tampering.id_token(&mut token);
    token.sign(&mut world.keys)
}
