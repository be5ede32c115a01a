//! The walks through the app that all web examples pass, by plain HTTP and with a real browser; and what several
//! instances of it do together.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "these are tests, outside their functions too"
)]

#[path = "../../../tests/browser/examples.rs"]
mod browser;
mod instances;
#[path = "../../../logto/tests/it/stores/servers/mod.rs"]
#[expect(dead_code, reason = "the stores' own tests use more of it")]
mod servers;
#[path = "../../tenant/visit.rs"]
mod visit;
#[path = "../../tenant/walk.rs"]
mod walk;

const PROGRAM: &str = env!("CARGO_BIN_EXE_axum-web-app");
