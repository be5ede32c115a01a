//! The discovery document and the key set.

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::json;

use crate::testing::scopes;
use crate::testing::state::World;
use crate::testing::wire::{Response, ResponseExt, response};

pub(super) fn document(world: &World) -> Response {
    let issuer = &world.issuer;
    let at = |path: &str| format!("{issuer}{path}");
    let document = json!({
        "authorization_endpoint": at("/auth"),
        "device_authorization_endpoint": at("/device/auth"),
        "claims_parameter_supported": false,
        "claims_supported": [
            "sub", "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile",
            "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "username", "created_at",
            "email", "email_verified", "phone_number", "phone_number_verified", "address", "custom_data",
            "identities", "sso_identities", "roles", "organizations", "organization_data", "organization_roles",
            "sid", "auth_time", "iss",
        ],
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": at("/session/end"),
        "grant_types_supported": [
            "implicit", "authorization_code", "refresh_token", "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        "issuer": issuer,
        "jwks_uri": at("/jwks"),
        "authorization_response_iss_parameter_supported": true,
        "response_modes_supported": ["form_post", "fragment", "query"],
        "response_types_supported": ["code id_token", "code", "id_token", "none"],
        "scopes_supported": scopes::ALL,
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_jwt", "client_secret_post", "private_key_jwt", "none",
        ],
        "token_endpoint_auth_signing_alg_values_supported": [
            "HS256", "RS256", "PS256", "ES256", "Ed25519", "EdDSA",
        ],
        "token_endpoint": at("/token"),
        "id_token_signing_alg_values_supported": [world.keys.current().algorithm().as_str()],
        "pushed_authorization_request_endpoint": at("/request"),
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": at("/me"),
        "introspection_endpoint": at("/token/introspection"),
        "revocation_endpoint": at("/token/revocation"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "claim_types_supported": ["normal"],
    });
    response::json(StatusCode::OK, &document)
}

/// The key set, which Logto forbids everybody to cache.
pub(super) fn jwks(world: &World) -> Response {
    response::json(StatusCode::OK, &world.keys.jwks())
        .with(CONTENT_TYPE, "application/jwk-set+json; charset=utf-8")
        .with(CACHE_CONTROL, "no-cache, max-age=0, must-revalidate")
}
