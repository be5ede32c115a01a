//! The scopes of a user. They are generated from the macros' table.

use std::fmt;
use std::str::FromStr;

logto_macros::__logto_table!(scopes);

impl fmt::Display for UserScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UserScope {
    type Err = UnknownScope;

    fn from_str(scope: &str) -> Result<Self, UnknownScope> {
        Self::ALL.iter().copied().find(|known| known.as_str() == scope).ok_or(UnknownScope)
    }
}

/// A scope that is not one of the user's, for example one of an API resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a user scope")]
#[non_exhaustive]
pub struct UnknownScope;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_reads_back_from_its_name() {
        for scope in UserScope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(*scope));
        }
        assert_eq!("openid".parse::<UserScope>(), Err(UnknownScope));
    }
}
