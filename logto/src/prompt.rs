//! What Logto asks the user before it lets them through.

use std::fmt;

/// A `prompt` of an authorization request
/// ([OpenID Connect Core 1.0 section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
///
/// Logto issues a refresh token only if [`Consent`](Self::Consent) is among the prompts. First-party apps do not show
/// a consent page for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// Ask nothing: sign in silently if there is a session at Logto, or fail.
    None,
    /// Ask for consent. The default, because a refresh token depends on it.
    Consent,
    /// Ask to sign in again, even if there is a session at Logto. Add [`Consent`](Self::Consent) for a refresh token.
    Login,
}

impl Prompt {
    /// The value as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Consent => "consent",
            Self::Login => "login",
        }
    }

    /// Whether the prompts go together: `none` stands alone.
    pub(crate) fn agree(prompts: &[Self]) -> bool {
        prompts.len() == 1 || !prompts.contains(&Self::None)
    }
}

impl fmt::Display for Prompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_names() {
        let texts = [Prompt::None, Prompt::Consent, Prompt::Login].map(|prompt| prompt.to_string());
        assert_eq!(texts, ["none", "consent", "login"]);
    }

    #[test]
    fn none_stands_alone() {
        assert!(Prompt::agree(&[Prompt::None]));
        assert!(Prompt::agree(&[Prompt::Login, Prompt::Consent]));
        assert!(!Prompt::agree(&[Prompt::None, Prompt::Consent]));
    }
}
