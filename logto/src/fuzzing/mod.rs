//! What fuzzers and property tests throw bytes at. Not public API: it is there for tests and under `cfg(fuzzing)` only.
//!
//! A target takes any bytes, hands them to the code that reads what a browser, a provider or a store sends, and panics
//! if a property does not hold. `fuzz/fuzz_targets` has a program for each.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a target that panics has found something"
)]

mod answers;
mod claims;
mod cookies;
mod records;
mod requests;
mod tokens;
mod urls;

#[cfg(test)]
mod properties;

use std::fmt::Display;
use std::time::{Duration, SystemTime};

/// Declares the targets by their names.
macro_rules! targets {
    ($($module:ident::$name:ident,)+) => {
        $(pub use $module::$name;)+

        /// Every target with its name.
        pub const TARGETS: &[(&str, fn(&[u8]))] = &[$((stringify!($name), $module::$name)),+];
    };
}

targets! {
    urls::callback,
    urls::return_to,
    tokens::jws,
    tokens::signed_tokens,
    tokens::logout_token,
    tokens::jwk_set,
    cookies::sealed_cookie,
    cookies::cookie_header,
    answers::discovery,
    answers::token_response,
    answers::provider_answers,
    claims::user_claims,
    requests::authorization,
    records::store_record,
}

/// The time in all targets, in seconds since 1970: shortly after the captured tokens were issued.
const NOW: u64 = 1_795_462_000;
const LEEWAY: u64 = 60;

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}

/// The parts of an input at `\n`, as text; the last one takes the rest.
fn parts<const N: usize>(data: &[u8]) -> [String; N] {
    let mut lines = data.splitn(N, |byte| *byte == b'\n');
    std::array::from_fn(|_| String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned())
}

/// Text for a log is one line, and no longer than a screen.
fn assert_printable(error: &impl Display) {
    let text = error.to_string();
    assert!(!text.chars().any(char::is_control), "{text:?}");
    assert!(text.len() < 4096, "{} bytes", text.len());
}
