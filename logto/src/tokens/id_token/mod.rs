//! ID tokens ([OpenID Connect Core 1.0 section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)).

mod verify;

use std::fmt;
use std::time::SystemTime;

use serde::Deserialize;

use crate::epoch;
use crate::jose::Jws;

pub(crate) use verify::{Expected, IdTokenError, verify};

/// An ID token that has been verified. There is no other way to have one.
#[derive(Clone)]
pub struct IdToken {
    raw: String,
    payload: String,
    registered: Registered,
}

/// The claims that say what the token is, whoever the user is.
#[derive(Clone, Deserialize)]
struct Registered {
    iss: String,
    sub: String,
    exp: u64,
    iat: u64,
    azp: Option<String>,
    at_hash: Option<String>,
}

impl IdToken {
    /// The token as Logto sent it.
    ///
    /// # Security
    ///
    /// It holds the user's data. It proves to nobody else that the user is here: give APIs an access token.
    pub fn as_str(&self) -> &str {
        &self.raw
    }

    /// The user's id at Logto (`sub`).
    pub fn subject(&self) -> &str {
        &self.registered.sub
    }

    /// The Logto tenant that issued the token (`iss`).
    pub fn issuer(&self) -> &str {
        &self.registered.iss
    }

    /// When the token was issued (`iat`).
    pub fn issued_at(&self) -> SystemTime {
        self.registered.issued_at()
    }

    /// When the token expires (`exp`).
    pub fn expires_at(&self) -> SystemTime {
        self.registered.expires_at()
    }

    /// All claims, as the JSON text that Logto signed.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// Reads a token again that was verified before it was sealed into a session.
    pub(crate) fn restore(raw: String) -> Result<Self, IdTokenError> {
        let (payload, registered) = read(&Jws::parse(&raw)?)?;
        Ok(Self { raw, payload, registered })
    }
}

/// The payload, in which nobody has checked anything.
fn read(jws: &Jws<'_>) -> Result<(String, Registered), IdTokenError> {
    let payload = str::from_utf8(jws.payload()).map_err(|_| IdTokenError::Claims)?;
    let registered: Registered = serde_json::from_str(payload).map_err(|_| IdTokenError::Claims)?;
    if registered.sub.is_empty() || registered.exp.max(registered.iat) > Registered::LATEST {
        return Err(IdTokenError::Claims);
    }
    Ok((payload.to_owned(), registered))
}

impl Registered {
    /// 31 December 9999. It keeps sums of times far from where they overflow.
    const LATEST: u64 = 253_402_300_799;

    fn issued_at(&self) -> SystemTime {
        epoch::time(self.iat)
    }

    fn expires_at(&self) -> SystemTime {
        epoch::time(self.exp)
    }
}

/// Shows no claim of the user's.
impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdToken")
            .field("issuer", &self.registered.iss)
            .field("issued_at", &self.registered.iat)
            .field("expires_at", &self.registered.exp)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
