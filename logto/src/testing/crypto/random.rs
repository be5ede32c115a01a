//! Identifiers and tokens.

use aws_lc_rs::{digest, rand};

const TOKEN_ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ID_ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// 43 characters, the length of Logto's codes, opaque tokens and session IDs.
pub(in crate::testing) fn token() -> String {
    spell(&random_bytes::<43>(), TOKEN_ALPHABET)
}

/// 32 characters, the length of Logto's app secrets.
pub(in crate::testing) fn secret() -> String {
    spell(&random_bytes::<32>(), &TOKEN_ALPHABET[..62])
}

/// 12 characters, the length of Logto's user IDs.
pub(in crate::testing) fn id() -> String {
    spell(&random_bytes::<12>(), ID_ALPHABET)
}

/// An ID that looks like any other and is the same for the same name.
pub(in crate::testing) fn stable_id(name: &str) -> String {
    let hash = digest::digest(&digest::SHA256, name.as_bytes());
    spell(hash.as_ref().get(..12).unwrap_or_default(), ID_ALPHABET)
}

fn spell(bytes: &[u8], alphabet: &[u8]) -> String {
    let letter =
        |byte: &u8| alphabet.get(usize::from(*byte) % alphabet.len()).copied().map_or('a', char::from);
    bytes.iter().map(letter).collect()
}

#[expect(clippy::expect_used, reason = "a system without randomness cannot run an identity provider")]
fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the system has no source of randomness");
    bytes
}
