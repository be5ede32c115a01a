//! A code for tokens.

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;

use super::access_token::{self, Target};
use super::tokens;
use crate::testing::model::App;
use crate::testing::scopes;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Params, Response};

pub(super) fn exchange(world: &mut World, app: &App, params: &Params) -> Result<Response, OidcError> {
    let [value, redirect_uri] = super::required(params, ["code", "redirect_uri"])?;
    let now = world.now();
    let refused = |_| OidcError::invalid_grant();
    let code = world.grants.code(value, now).map_err(refused)?;
    let grant = world.grants.grant(code.grant).cloned().ok_or_else(OidcError::invalid_grant)?;
    let user = world.active_user(&grant.user).cloned();
    let user = user.filter(|_| grant.app == app.id).ok_or_else(OidcError::invalid_grant)?;
    // Checked before the code is used up: a wrong verifier must not cost the right one its code.
    if code.redirect_uri != redirect_uri || !answers(code.challenge.as_deref(), params.get("code_verifier")) {
        return Err(OidcError::invalid_grant());
    }
    world.grants.consume_code(value).map_err(refused)?;

    let target = Target::of_request(world, &grant, params)?;
    let access_token = access_token::issue(world, app, &user, (code.grant, &grant), &grant.scopes, &target);
    let offline =
        app.always_issue_refresh_token || grant.scopes.iter().any(|scope| scope == scopes::OFFLINE_ACCESS);
    let refresh_token = offline.then(|| world.grants.issue_refresh_token(code.grant, app, now));
    Ok(tokens::respond(world, app, &user, &grant, &grant.scopes, access_token, refresh_token))
}

/// Whether the verifier is the one behind the challenge, which is always an S256 one.
fn answers(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            BASE64URL.encode(digest::digest(&digest::SHA256, verifier.as_bytes())) == challenge
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rfc_7636_example_answers_its_challenge() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(answers(Some(challenge), Some(verifier)));
        assert!(!answers(Some(challenge), Some("another")));
        assert!(!answers(Some(challenge), None));
        assert!(!answers(None, Some(verifier)));
        assert!(answers(None, None));
    }
}
