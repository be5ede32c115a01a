//! Secrets: values that are shown to nobody, compared by nobody, and wiped when dropped.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroize;

/// Declares a secret string type: redacted `Debug`, no `Display`, no `==`, wiped on drop.
macro_rules! secret {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        ///
        /// `Debug` shows no content, there is no `Display` and no `==`, and the memory is wiped on drop.
        #[derive(Clone, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes a value into custody.
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// The value itself.
            ///
            /// # Security
            ///
            /// Whoever holds it can act with it: never log it, never put it in a URL or a page.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }
    )+};
}

secret! {
    /// The secret of a Logto application ("App secret" in the Logto console).
    AppSecret;
    /// An access token, opaque or JWT ([RFC 6749 section 1.4](https://www.rfc-editor.org/rfc/rfc6749#section-1.4)).
    AccessTokenSecret;
    /// An authorization code ([RFC 6749 section 1.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-1.3.1)).
    AuthorizationCode;
    /// A PKCE code verifier ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).
    CodeVerifier;
    /// A nonce, which binds an ID token to the sign-in that asked for it.
    Nonce;
    /// A one-time token, made with Logto's Management API for a magic link.
    OneTimeToken;
    /// A refresh token ([RFC 6749 section 1.5](https://www.rfc-editor.org/rfc/rfc6749#section-1.5)).
    RefreshToken;
    /// The `state` of an authorization request, which binds a callback to the browser that started it.
    State;
}

/// What a secret is looked up by, so that none lies around as a key.
pub(crate) fn sha256(text: impl AsRef<[u8]>) -> [u8; 32] {
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest(&SHA256, text.as_ref()).as_ref());
    fingerprint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_type_and_nothing_else() {
        assert_eq!(format!("{:?}", AppSecret::new("hunter2")), "AppSecret([redacted])");
    }
}
