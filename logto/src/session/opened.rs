//! Seals that were opened before.

use std::sync::Arc;

use super::identity::Identity;
use crate::recent::{Key, Recent};

/// Identities by the seals that they came out of: who comes again with the same seal, to the byte, is who they were.
///
/// Only what opened gets in, so nobody can fill it who is not signed in. An identity has its own expiry, which is looked
/// at whether it was opened just now or before.
#[derive(Debug)]
pub(crate) struct OpenedIdentities(Recent<Arc<Opened>>);

struct Opened {
    context: Box<[u8]>,
    sealed: Box<[u8]>,
    identity: Arc<Identity>,
}

/// How many are kept. Most take a kilobyte or two, and as much again for what their claims were read into.
const CAPACITY: usize = 10_000;
/// Longer ones, of users with hundreds of roles or organizations, are opened each time.
const MAX_SEALED: usize = 4 * 1024;

impl OpenedIdentities {
    /// The identity in `sealed`, to which `context` is bound. Other seals may have the same `key`.
    pub(crate) fn get_or_open(
        &self,
        key: Key,
        context: &[u8],
        sealed: &[u8],
        open: impl FnOnce() -> Option<Identity>,
    ) -> Option<Arc<Identity>> {
        if let Some(opened) = self.0.get(&key)
            && *opened.sealed == *sealed
            && *opened.context == *context
        {
            return Some(Arc::clone(&opened.identity));
        }
        let identity = Arc::new(open()?);
        if sealed.len() > MAX_SEALED {
            return Some(identity);
        }
        let opened =
            Opened { context: context.into(), sealed: sealed.into(), identity: Arc::clone(&identity) };
        self.0.insert(key, Arc::new(opened));
        Some(identity)
    }
}

impl Default for OpenedIdentities {
    fn default() -> Self {
        Self(Recent::new(CAPACITY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = [1; 32];

    fn identity() -> Option<Identity> {
        Identity::decode(b"200\n100\ns1\nprofile\n{}".to_vec())
    }

    #[test]
    fn the_same_seal_is_opened_once() {
        let opened = OpenedIdentities::default();
        let first = opened.get_or_open(KEY, b"context", b"sealed", identity).unwrap();
        let second = opened.get_or_open(KEY, b"context", b"sealed", || unreachable!()).unwrap();
        assert!(Arc::ptr_eq(&first, &second));
    }

    #[test]
    fn a_seal_that_differs_in_one_byte_or_in_its_context_is_not_taken_for_it() {
        let opened = OpenedIdentities::default();
        opened.get_or_open(KEY, b"context", b"sealed", identity).unwrap();
        for (context, sealed) in [
            (b"context".as_slice(), b"sealee".as_slice()),
            (b"context", b"seale"),
            (b"context", b"sealed0"),
            (b"contexu", b"sealed"),
            (b"", b"contextsealed"),
        ] {
            assert!(opened.get_or_open(KEY, context, sealed, || None).is_none());
        }
        assert!(opened.get_or_open([2; 32], b"context", b"sealed", || None).is_none());
    }

    #[test]
    fn a_long_seal_is_opened_each_time() {
        let opened = OpenedIdentities::default();
        for (length, is_kept) in [(MAX_SEALED, true), (MAX_SEALED + 1, false)] {
            let sealed = vec![0; length];
            opened.get_or_open(KEY, b"", &sealed, identity).unwrap();
            assert_eq!(opened.get_or_open(KEY, b"", &sealed, || None).is_some(), is_kept);
        }
    }

    #[test]
    fn what_does_not_open_is_not_kept() {
        let opened = OpenedIdentities::default();
        assert!(opened.get_or_open(KEY, b"", b"sealed", || None).is_none());
        assert!(opened.get_or_open(KEY, b"", b"sealed", identity).is_some());
    }
}
