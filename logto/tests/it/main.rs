//! Whole flows, attacks and faults, through the public API and against the emulator.

#![allow(missing_docs, unreachable_pub, reason = "a test binary has no public items")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unchecked_time_subtraction,
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions, and not the helpers between them"
)]

mod actix_app;
mod answers;
mod api;
mod app;
mod axum_app;
mod browser;
mod callback;
mod cookies;
mod faults;
mod guards;
mod hostile;
mod id_token;
mod keys;
mod logs;
mod pending;
mod provider;
mod rocket_app;
mod roles;
mod secrets;
mod sign_in;
mod store;
mod stores;
mod tenant;
mod tokens;
