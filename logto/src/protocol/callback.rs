//! The authorization response: what the browser brings back to the redirect URI
//! ([RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).

use std::borrow::Cow;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use url::Url;

use super::response::refusal_kind;
use crate::error::{Error, Kind, OAuthError};
use crate::secret::{AuthorizationCode, State};

/// What the callback of a pending sign-in has to be like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) state: &'a State,
    pub(crate) issuer: &'a str,
    /// The redirect URI of the authorization request.
    pub(crate) redirect_uri: &'a str,
    /// Whether Logto promised `iss` in its metadata.
    pub(crate) iss_required: bool,
}

/// Why a callback does not lead to tokens.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallbackError {
    #[error("the callback has `{0}` more than once")]
    Repeated(&'static str),
    #[error("the callback's `state` is not that of the pending sign-in")]
    State,
    #[error("the callback has no `iss`, which Logto always sends")]
    MissingIssuer,
    #[error("the callback's `iss` is not the issuer that the sign-in was started with")]
    Issuer,
    #[error("the callback did not come to the redirect URI of the sign-in")]
    RedirectUri,
    #[error("the sign-in was refused: {0}")]
    Refused(#[source] OAuthError),
    #[error("the callback has neither `code` nor `error`")]
    MissingCode,
}

/// The state of a callback, by which its pending sign-in is found. Nothing has been checked.
pub(crate) fn state_of(callback_uri: &Url) -> Option<State> {
    let state = single(callback_uri, "state").ok()??;
    Some(State::new(state)).filter(|state| !state.expose().is_empty())
}

/// Checks a callback and takes the code out of it.
///
/// The order matters: nothing of a response is looked at, its error neither, before it is known to answer *this*
/// sign-in (`state`) and to come from *this* server (`iss`,
/// [RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
pub(crate) fn parse(callback_uri: &Url, expected: &Expected<'_>) -> Result<AuthorizationCode, CallbackError> {
    let parameter = |name| single(callback_uri, name);
    check_state(parameter("state")?.as_deref(), expected)?;
    check_issuer(parameter("iss")?.as_deref(), expected)?;
    check_redirect_uri(callback_uri, expected)?;
    let (error, description) = (parameter("error")?, parameter("error_description")?);
    let code = parameter("code")?;
    if let Some(error) = error {
        return Err(CallbackError::Refused(OAuthError::new(&error, description.as_deref())));
    }
    let code = code.filter(|code| !code.is_empty()).ok_or(CallbackError::MissingCode)?;
    Ok(AuthorizationCode::new(code))
}

/// A parameter that may be there once. Which of two counts is something two readers could disagree about.
fn single<'a>(uri: &'a Url, name: &'static str) -> Result<Option<Cow<'a, str>>, CallbackError> {
    let mut values = uri.query_pairs().filter(|(other, _)| other == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (_, Some(_)) => Err(CallbackError::Repeated(name)),
        (value, None) => Ok(value),
    }
}

fn check_state(state: Option<&str>, expected: &Expected<'_>) -> Result<(), CallbackError> {
    let expected = expected.state.expose();
    // Without the second check an empty pending state would be answered by anything empty.
    let equal =
        state.is_some_and(|state| verify_slices_are_equal(state.as_bytes(), expected.as_bytes()).is_ok());
    if equal && !expected.is_empty() { Ok(()) } else { Err(CallbackError::State) }
}

fn check_issuer(issuer: Option<&str>, expected: &Expected<'_>) -> Result<(), CallbackError> {
    match issuer {
        Some(issuer) if issuer == expected.issuer => Ok(()),
        Some(_) => Err(CallbackError::Issuer),
        None if expected.iss_required => Err(CallbackError::MissingIssuer),
        None => Ok(()),
    }
}

/// The same place, and every parameter that the redirect URI itself had.
fn check_redirect_uri(callback_uri: &Url, expected: &Expected<'_>) -> Result<(), CallbackError> {
    let expected = Url::parse(expected.redirect_uri).map_err(|_| CallbackError::RedirectUri)?;
    let place = |url: &Url| {
        (
            url.scheme().to_owned(),
            url.host_str().map(str::to_owned),
            url.port_or_known_default(),
            url.path().to_owned(),
        )
    };
    let brought_back =
        expected.query_pairs().all(|pair| callback_uri.query_pairs().any(|other| other == pair));
    if place(callback_uri) == place(&expected) && brought_back {
        Ok(())
    } else {
        Err(CallbackError::RedirectUri)
    }
}

impl From<CallbackError> for Error {
    fn from(error: CallbackError) -> Self {
        let kind = match &error {
            CallbackError::Refused(refusal) => refusal_kind(refusal.code()),
            _ => Kind::Untrusted,
        };
        Self::new(kind, error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "http://localhost:3901/oidc";
    /// Captured from Logto.
    const CALLBACK: &str = "http://127.0.0.1:8088/callback?code=Th_ngzSvVCqwvM1SjM1n6PnYDsACF-ST6a3CQ0WFLvC&state=olBIV1zJA9ozcbpuucA9NA&iss=http%3A%2F%2Flocalhost%3A3901%2Foidc";

    fn parse_uri(uri: &str, iss_required: bool) -> Result<AuthorizationCode, CallbackError> {
        let state = State::new("olBIV1zJA9ozcbpuucA9NA");
        let redirect_uri = "http://127.0.0.1:8088/callback";
        let expected = Expected { state: &state, issuer: ISSUER, redirect_uri, iss_required };
        parse(&uri.parse().unwrap(), &expected)
    }

    /// The error for the captured callback with a change in it.
    fn changed(from: &str, to: &str) -> CallbackError {
        assert!(CALLBACK.contains(from));
        parse_uri(&CALLBACK.replace(from, to), true).unwrap_err()
    }

    #[test]
    fn the_captured_callback_brings_its_code() {
        let code = parse_uri(CALLBACK, true).unwrap();
        assert_eq!(code.expose(), "Th_ngzSvVCqwvM1SjM1n6PnYDsACF-ST6a3CQ0WFLvC");
        let state = state_of(&CALLBACK.parse().unwrap()).unwrap();
        assert_eq!(state.expose(), "olBIV1zJA9ozcbpuucA9NA");
    }

    #[test]
    fn the_state_has_to_be_the_pending_one() {
        for other in ["state=olBIV1zJA9ozcbpuucA9Na", "state=", "state", "x=1"] {
            let error = changed("state=olBIV1zJA9ozcbpuucA9NA", other);
            assert!(matches!(error, CallbackError::State), "{other}");
            assert!(Error::from(error).is_untrusted());
        }
    }

    #[test]
    fn an_empty_state_answers_nothing() {
        let state = State::new("");
        let expected = Expected {
            state: &state,
            issuer: ISSUER,
            redirect_uri: "http://a.example/",
            iss_required: false,
        };
        let uri = "http://a.example/?state=&code=x".parse().unwrap();
        assert!(matches!(parse(&uri, &expected), Err(CallbackError::State)));
        assert!(state_of(&uri).is_none());
    }

    #[test]
    fn the_issuer_has_to_be_ours() {
        let iss = "&iss=http%3A%2F%2Flocalhost%3A3901%2Foidc";
        assert!(matches!(changed(iss, "&iss=https%3A%2F%2Fmallory.example"), CallbackError::Issuer));
        assert!(matches!(changed(iss, "&iss="), CallbackError::Issuer));
        assert!(matches!(changed(iss, ""), CallbackError::MissingIssuer));
        assert!(parse_uri(&CALLBACK.replace(iss, ""), false).is_ok());
    }

    #[test]
    fn the_callback_has_to_come_to_the_redirect_uri() {
        for (from, to) in [
            ("http:", "https:"),
            ("127.0.0.1", "localhost"),
            (":8088", ":8089"),
            ("/callback", "/callback2"),
            ("/callback", "/callback/"),
            ("/callback", "/Callback"),
        ] {
            assert!(matches!(changed(from, to), CallbackError::RedirectUri), "{to}");
        }
    }

    #[test]
    fn a_redirect_uris_own_query_comes_back() {
        let state = State::new("s");
        let expected = Expected {
            state: &state,
            issuer: ISSUER,
            redirect_uri: "https://a.example/cb?app=1",
            iss_required: false,
        };
        let parse = |uri: &str| parse(&uri.parse().unwrap(), &expected);
        assert!(parse("https://a.example:443/cb?app=1&state=s&code=c").is_ok());
        assert!(matches!(
            parse("https://a.example/cb?app=2&state=s&code=c"),
            Err(CallbackError::RedirectUri)
        ));
    }

    #[test]
    fn refusals_are_typed() {
        let code = "code=Th_ngzSvVCqwvM1SjM1n6PnYDsACF-ST6a3CQ0WFLvC";
        let refused =
            |error: &str| Error::from(changed(code, &format!("error={error}&error_description=because")));
        assert!(refused("access_denied").is_denied());
        assert!(refused("login_required").is_signed_out());
        assert!(refused("server_error").is_transient());
        assert!(refused("invalid_scope").is_configuration());
        assert!(refused("something_new").is_denied());
        assert_eq!(refused("access_denied").oauth().unwrap().description(), Some("because"));
    }

    #[test]
    fn an_error_counts_more_than_a_code_and_less_than_state_and_issuer() {
        let with_error = CALLBACK.replace("code=", "error=access_denied&code=");
        assert!(matches!(parse_uri(&with_error, true), Err(CallbackError::Refused(_))));
        let forged = with_error.replace("state=ol", "state=x");
        assert!(matches!(parse_uri(&forged, true), Err(CallbackError::State)));
        let mixed_up = with_error.replace("iss=http", "iss=https");
        assert!(matches!(parse_uri(&mixed_up, true), Err(CallbackError::Issuer)));
    }

    #[test]
    fn a_code_is_wanted() {
        for other in ["code=", "x=1"] {
            let error = changed("code=Th_ngzSvVCqwvM1SjM1n6PnYDsACF-ST6a3CQ0WFLvC", other);
            assert!(matches!(error, CallbackError::MissingCode));
        }
    }

    #[test]
    fn repeated_parameters_are_refused() {
        for name in ["state", "iss", "code", "error", "error_description"] {
            let uri = format!("{CALLBACK}&{name}=x&{name}=x");
            assert!(
                matches!(parse_uri(&uri, true), Err(CallbackError::Repeated(found)) if found == name),
                "{name}"
            );
        }
        assert!(state_of(&format!("{CALLBACK}&state=x").parse().unwrap()).is_none());
    }

    #[test]
    fn nothing_of_the_query_is_in_the_text() {
        let error = Error::from(changed("iss=http", "iss=secret"));
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
}
