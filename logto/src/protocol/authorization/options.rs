//! Words that steer Logto's sign-in page.

use std::fmt;

/// The screen that Logto shows first
/// ([documentation](https://docs.logto.io/end-user-flows/authentication-parameters/first-screen)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FirstScreen {
    /// The sign-in page.
    SignIn,
    /// The registration page.
    Register,
    /// The page that resets a forgotten password.
    ResetPassword,
    /// A sign-in page for the [`Identifier`]s asked for.
    IdentifierSignIn,
    /// A registration page for the [`Identifier`]s asked for.
    IdentifierRegister,
    /// The page that finds the user's enterprise connector by email address.
    SingleSignOn,
}

/// What users of an identifier page sign in or register with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// A user name.
    Username,
}

/// The connector that users are sent to at once, past Logto's own page
/// ([documentation](https://docs.logto.io/end-user-flows/authentication-parameters/direct-sign-in)).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DirectSignIn {
    /// A social connector, by its target: `google`, `github`, …
    Social(String),
    /// An enterprise connector, by its id.
    Sso(String),
}

impl FirstScreen {
    /// The value as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::ResetPassword => "reset_password",
            Self::IdentifierSignIn => "identifier:sign_in",
            Self::IdentifierRegister => "identifier:register",
            Self::SingleSignOn => "single_sign_on",
        }
    }
}

impl Identifier {
    /// The value as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Username => "username",
        }
    }
}

impl DirectSignIn {
    pub(super) fn is_empty(&self) -> bool {
        let (Self::Social(connector) | Self::Sso(connector)) = self;
        connector.is_empty()
    }
}

impl fmt::Display for DirectSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Social(target) => write!(f, "social:{target}"),
            Self::Sso(connector) => write!(f, "sso:{connector}"),
        }
    }
}
