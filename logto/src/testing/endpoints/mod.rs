//! The protocol endpoints and the sign-in page: what a request is answered with.

mod authorization;
mod client_authentication;
mod discovery;
mod end_session;
mod interaction;
mod introspection;
mod pages;
mod revocation;
pub(super) mod token;
mod userinfo;

use http::{Method, StatusCode};

use super::state::World;
use super::wire::{OidcError, Request, Response, ResponseExt, response};

/// An endpoint of the emulator, for faults and tampering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endpoint {
    /// `/oidc/.well-known/openid-configuration`
    Discovery,
    /// `/oidc/jwks`
    Jwks,
    /// `/oidc/auth`
    Authorization,
    /// `/oidc/token`
    Token,
    /// `/oidc/me`
    Userinfo,
    /// `/oidc/token/revocation`
    Revocation,
    /// `/oidc/token/introspection`
    Introspection,
    /// `/oidc/session/end`
    EndSession,
    /// The sign-in page and its siblings.
    SignInPage,
    /// All of them.
    Any,
}

impl Endpoint {
    pub(in crate::testing) fn of(path: &str) -> Option<Self> {
        Some(match path {
            "/oidc/.well-known/openid-configuration" | "/oidc/.well-known/oauth-authorization-server" => {
                Self::Discovery
            }
            "/oidc/jwks" => Self::Jwks,
            "/oidc/token" => Self::Token,
            "/oidc/me" => Self::Userinfo,
            "/oidc/token/revocation" => Self::Revocation,
            "/oidc/token/introspection" => Self::Introspection,
            _ if path == "/oidc/auth" || path.starts_with("/oidc/auth/") => Self::Authorization,
            _ if path == "/oidc/session/end" || path.starts_with("/oidc/session/end/") => Self::EndSession,
            _ if interaction::is_page(path) => Self::SignInPage,
            _ => return None,
        })
    }
}

/// The answer to a request.
pub(in crate::testing) fn answer(world: &mut World, request: &Request) -> Response {
    let endpoint = Endpoint::of(&request.path);
    if request.method == Method::OPTIONS && endpoint.is_some() {
        return preflight();
    }
    let mut response = dispatch(world, endpoint, request).unwrap_or_else(|error| {
        let bare = request.query.get("parse_error") == Some("false");
        error.respond(bare)
    });
    if let Some(endpoint) = endpoint {
        world.tampering.response(endpoint, response.body_mut());
    }
    with_headers_of(endpoint, response)
}

fn dispatch(world: &mut World, endpoint: Option<Endpoint>, request: &Request) -> Result<Response, OidcError> {
    let read = request.method == Method::GET || request.method == Method::HEAD;
    let sent = request.method == Method::POST;
    match endpoint {
        Some(Endpoint::Discovery) if read => Ok(discovery::document(world)),
        Some(Endpoint::Jwks) if read => Ok(discovery::jwks(world)),
        Some(Endpoint::Authorization) if read || sent => authorization::answer(world, request),
        Some(Endpoint::Token) if sent => token::answer(world, request),
        Some(Endpoint::Userinfo) if read || sent => userinfo::answer(world, request),
        Some(Endpoint::Revocation) if sent => revocation::answer(world, request),
        Some(Endpoint::Introspection) if sent => introspection::answer(world, request),
        Some(Endpoint::EndSession) if read || sent => end_session::answer(world, request),
        Some(Endpoint::SignInPage) if read || sent => Ok(interaction::answer(world, request)),
        None if request.path == "/" && read => {
            Ok(response::html(StatusCode::OK, pages::start(&world.endpoint, &world.apps)))
        }
        _ => Err(OidcError::unknown_route(&request.method, &request.path)),
    }
}

fn with_headers_of(endpoint: Option<Endpoint>, response: Response) -> Response {
    if response.status() == StatusCode::NOT_FOUND {
        return response;
    }
    match endpoint {
        Some(Endpoint::Discovery | Endpoint::Jwks) => response.readable_from_anywhere(),
        Some(Endpoint::Token | Endpoint::Userinfo | Endpoint::Introspection) => {
            response.with_exposed_challenge().uncached()
        }
        Some(Endpoint::Revocation) => response.with_exposed_challenge(),
        Some(Endpoint::Authorization | Endpoint::EndSession | Endpoint::SignInPage) => response.uncached(),
        Some(Endpoint::Any) | None => response,
    }
}

/// What a browser asks before it sends a request to another origin.
fn preflight() -> Response {
    let mut response = response::empty();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .readable_from_anywhere()
        .with(http::header::ACCESS_CONTROL_ALLOW_METHODS, "GET,HEAD,POST")
        .with(http::header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization,content-type")
        .with(http::header::ACCESS_CONTROL_MAX_AGE, "3600")
}
