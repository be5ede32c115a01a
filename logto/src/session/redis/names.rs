//! Under which keys things lie in Redis.

/// The keys of one application: its prefix, what kind of thing it is, and 64 hexadecimal digits.
///
/// Readable ones, so that one can look around in Redis; and without braces, which mean something in clusters.
#[derive(Debug)]
pub(super) struct Names {
    prefix: String,
}

impl Names {
    pub(super) fn new(prefix: String) -> Self {
        Self { prefix }
    }

    pub(super) fn session(&self, key: &[u8; 32]) -> String {
        self.name("session", key)
    }

    /// The index of a user's sessions.
    pub(super) fn subject(&self, key: &[u8; 32]) -> String {
        self.name("subject", key)
    }

    /// The index of what came from one session at Logto.
    pub(super) fn provider_session(&self, key: &[u8; 32]) -> String {
        self.name("provider-session", key)
    }

    pub(super) fn lease(&self, key: &[u8; 32]) -> String {
        self.name("lease", key)
    }

    fn name(&self, kind: &str, key: &[u8; 32]) -> String {
        let mut name = String::with_capacity(self.prefix.len() + kind.len() + 1 + 2 * key.len());
        name.push_str(&self.prefix);
        name.push_str(kind);
        name.push(':');
        // Every guarded request needs a name: all digits at once, of which the compiler makes a few instructions.
        let digits = key.map(|byte| [digit(byte >> 4), digit(byte & 15)]);
        #[expect(clippy::expect_used, reason = "digits and letters")]
        name.push_str(str::from_utf8(digits.as_flattened()).expect("digits are ASCII"));
        name
    }
}

/// The hexadecimal digit of half a byte.
fn digit(half: u8) -> u8 {
    half + if half < 10 { b'0' } else { b'a' - 10 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::SessionKey;

    #[test]
    fn a_name_is_the_prefix_the_kind_and_the_digits_that_the_key_is_shown_with() {
        let names = Names::new("shop:".to_owned());
        for id in ["", "a", "some session id", "another"] {
            let key = SessionKey::of(id);
            assert_eq!(names.session(key.as_bytes()), format!("shop:session:{key}"));
            assert_eq!(names.lease(key.as_bytes()), format!("shop:lease:{key}"));
        }
    }
}
