//! Maps whose keys are digests.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by digests, or by other bytes that are as good as random and of which nobody chooses more than a few.
pub(crate) type DigestMap<K, V> = HashMap<K, V, BuildHasherDefault<DigestHasher>>;

/// Takes a part of a digest for its hash: no hasher makes anything better of it.
#[derive(Default)]
pub(crate) struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        // The length of the digest comes, too, in fewer bytes. Its beginning may be the same in a whole map: it says which.
        if let Some(part) = bytes.get(8..).and_then(<[u8]>::first_chunk) {
            self.0 = u64::from_ne_bytes(*part);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault};

    use super::*;

    #[test]
    fn digests_that_begin_alike_have_hashes_of_their_own() {
        let hash = |digest: [u8; 32]| BuildHasherDefault::<DigestHasher>::default().hash_one(digest);
        let mut other = [7; 32];
        other[9] = 8;
        assert_ne!(hash([7; 32]), hash(other));
        assert_eq!(hash(other), hash(other));
    }
}
