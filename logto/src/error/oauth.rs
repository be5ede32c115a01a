//! OAuth error responses: the words Logto refuses with.

use std::fmt;

/// An OAuth error response: what Logto said no with.
///
/// Act on the [`code`](Self::code). The description is for people; Logto words it in the language of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    code: OAuthErrorCode,
    description: Option<String>,
}

/// Longest description kept; Logto's are under 200 characters.
const MAX_DESCRIPTION: usize = 300;

macro_rules! oauth_error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $wire:literal;)+) => {
        /// The `error` of an OAuth error response.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum OAuthErrorCode {
            $($(#[doc = $doc])+ $variant,)+
            /// A code this crate does not know.
            Other(String),
        }

        impl OAuthErrorCode {
            /// Every code with a name of its own.
            const NAMED: &[(&str, Self)] = &[$(($wire, Self::$variant)),+];

            /// The code as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Other(code) => code,
                }
            }
        }
    };
}

oauth_error_codes! {
    /// The user cancelled, or is not allowed what was asked for.
    AccessDenied = "access_denied";
    /// Consent is needed but the request forbade asking for it.
    ConsentRequired = "consent_required";
    /// The user has to choose something but the request forbade asking.
    InteractionRequired = "interaction_required";
    /// The access token lacks a scope.
    InsufficientScope = "insufficient_scope";
    /// The app id or secret is wrong.
    InvalidClient = "invalid_client";
    /// The code or refresh token is unknown, used, expired or revoked.
    InvalidGrant = "invalid_grant";
    /// The redirect URI is not registered with the app.
    InvalidRedirectUri = "invalid_redirect_uri";
    /// A parameter is missing or malformed.
    InvalidRequest = "invalid_request";
    /// A scope is unknown or was not granted.
    InvalidScope = "invalid_scope";
    /// The resource is unknown or was not named in the authorization request.
    InvalidTarget = "invalid_target";
    /// The access token is unknown, expired or revoked.
    InvalidToken = "invalid_token";
    /// Nobody is signed in at Logto and the request forbade asking.
    LoginRequired = "login_required";
    /// Logto met an internal error.
    ServerError = "server_error";
    /// Logto is overloaded.
    TemporarilyUnavailable = "temporarily_unavailable";
    /// The app may not use this grant or response type.
    UnauthorizedClient = "unauthorized_client";
    /// The grant type is not supported.
    UnsupportedGrantType = "unsupported_grant_type";
    /// The token endpoint cannot revoke or introspect this kind of token.
    UnsupportedTokenType = "unsupported_token_type";
}

impl OAuthError {
    pub(crate) fn new(code: &str, description: Option<&str>) -> Self {
        Self { code: OAuthErrorCode::parse(code), description: description.map(printable) }
    }

    /// What Logto refused with.
    pub fn code(&self) -> &OAuthErrorCode {
        &self.code
    }

    /// Logto's explanation for people.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl OAuthErrorCode {
    fn parse(code: &str) -> Self {
        let named = Self::NAMED.iter().find(|(wire, _)| *wire == code);
        named.map_or_else(|| Self::Other(printable(code)), |(_, known)| known.clone())
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.description {
            Some(description) => write!(f, "Logto answered `{}` ({description})", self.code.as_str()),
            None => write!(f, "Logto answered `{}`", self.code.as_str()),
        }
    }
}

impl std::error::Error for OAuthError {}

/// Text from outside, fit for a log line: one line, bounded.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_DESCRIPTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_code_parses_to_itself() {
        for (wire, code) in OAuthErrorCode::NAMED {
            assert_eq!(OAuthErrorCode::parse(wire), *code);
            assert_eq!(code.as_str(), *wire);
        }
    }

    #[test]
    fn an_unknown_code_is_kept() {
        assert_eq!(OAuthError::new("new_in_2030", None).code().as_str(), "new_in_2030");
    }

    #[test]
    fn text_from_outside_cannot_break_a_log_line() {
        let error = OAuthError::new("bad\r\ncode", Some(&format!("line\n{}", "x".repeat(5000))));
        assert_eq!(error.code().as_str(), "bad  code");
        assert_eq!(error.description().unwrap().len(), MAX_DESCRIPTION);
        assert!(!error.to_string().contains('\n'));
    }
}
