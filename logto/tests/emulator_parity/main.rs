//! Holds the emulator against captured traffic of a real Logto server: the captured requests are sent to the emulator,
//! and the answers must be the captured ones, but for tokens, times and the like.
#![cfg(feature = "testing")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions, and not the helpers between them"
)]

mod authorization;
mod client_credentials;
mod compare;
mod direct;
mod errors;
mod exchange;
mod provider;
mod refresh;
mod rotation;
mod sample;
mod sign_out;
mod tenant;
mod userinfo;
