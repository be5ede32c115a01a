//! User scopes: what an application may ask to know about its users.

use std::fmt;
use std::str::FromStr;

macro_rules! user_scope {
    (scopes { $($(#[doc = $doc:literal])+ $variant:ident = $wire:literal;)+ } claims { $($_:tt)* }) => {
        /// A scope that releases claims about the user.
        ///
        /// `openid` and `offline_access` are not listed: every sign-in asks for them.
        ///
        /// # Example
        ///
        /// ```
        /// use logto::UserScope;
        ///
        /// assert_eq!(UserScope::Organizations.as_str(), "urn:logto:scope:organizations");
        /// assert_eq!("email".parse(), Ok(UserScope::Email));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum UserScope {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl UserScope {
            /// Every user scope.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The scope as it stands in an authorization request.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }
        }
    };
}

logto_macros::__logto_table!(user_scope);

/// The text is no user scope of Logto's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a user scope of Logto")]
pub struct UnknownScope;

impl FromStr for UserScope {
    type Err = UnknownScope;

    fn from_str(scope: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|known| known.as_str() == scope);
        known.copied().ok_or(UnknownScope)
    }
}

impl fmt::Display for UserScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_parses_to_itself() {
        for scope in UserScope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(*scope));
            assert_eq!(scope.to_string(), scope.as_str());
        }
    }

    #[test]
    fn the_scopes_every_sign_in_asks_for_are_no_user_scopes() {
        for scope in ["openid", "offline_access", "organizations", "Email", ""] {
            assert_eq!(scope.parse::<UserScope>(), Err(UnknownScope), "{scope}");
        }
    }
}
