//! The token endpoint.

pub(in crate::testing) mod access_token;
mod authorization_code;
mod client_credentials;
mod refresh_token;
mod tokens;

use super::client_authentication::authenticate;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Params, Request, Response};

pub(super) fn answer(world: &mut World, request: &Request) -> Result<Response, OidcError> {
    let app = authenticate(world, request)?;
    let params = &request.body;
    let [grant_type] = required(params, ["grant_type"])?;
    if !matches!(grant_type, "authorization_code" | "refresh_token" | "client_credentials") {
        return Err(OidcError::new("unsupported_grant_type", "unsupported grant_type requested"));
    }
    if !app.allows_grant(grant_type) {
        return Err(OidcError::invalid_request("requested grant type is not allowed for this client"));
    }
    match grant_type {
        "authorization_code" => authorization_code::exchange(world, &app, params),
        "refresh_token" => refresh_token::refresh(world, &app, params),
        _ => client_credentials::issue(world, &app, params),
    }
}

/// The values of parameters that must be there, or an error that names all that are not.
fn required<'a, const N: usize>(params: &'a Params, names: [&str; N]) -> Result<[&'a str; N], OidcError> {
    let values = names.map(|name| params.get(name));
    let missing: Vec<_> =
        names.iter().zip(values).filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
    match missing.as_slice() {
        [] => Ok(values.map(Option::unwrap_or_default)),
        [only] => Err(OidcError::invalid_request(format!("missing required parameter '{only}'"))),
        [first, rest @ ..] => {
            let rest = rest.iter().map(|name| format!(" and '{name}'")).collect::<Vec<_>>().concat();
            Err(OidcError::invalid_request(format!("missing required parameters '{first}'{rest}")))
        }
    }
}
