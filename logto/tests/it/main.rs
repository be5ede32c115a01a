//! Whole flows, attacks and faults, through the public API and against the emulator.

#![allow(missing_docs, unreachable_pub, reason = "a test binary has no public items")]

mod app;
mod axum_app;
mod browser;
mod callback;
mod cookies;
mod guards;
mod id_token;
mod keys;
mod logs;
mod provider;
mod secrets;
mod sign_in;
mod store;
mod tokens;
