//! The flows of `logto/tests/it`, as they are, against the engine that Logto is built on instead of our own emulator,
//! and what only a server that nobody here wrote can tell.

#![allow(missing_docs, unreachable_pub, reason = "a test binary has no public items")]
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unchecked_time_subtraction,
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions, and not the helpers between them"
)]

mod engine;
mod hostile;
mod server;
mod stores;
mod tenant;
mod tokens;
mod verification;

#[path = "../../../../logto/tests/it/app.rs"]
#[allow(dead_code, unused_imports, reason = "some of it serves tests that only the emulator can pass")]
mod app;
#[path = "../../../../logto/tests/it/browser.rs"]
#[allow(dead_code, reason = "some of it serves tests that only the emulator can pass")]
mod browser;
#[path = "../../../../logto/tests/it/callback.rs"]
mod callback;
#[path = "../../../../logto/tests/it/guards.rs"]
mod guards;
#[path = "../../../../logto/tests/it/keys.rs"]
mod keys;
#[path = "../../../../logto/tests/it/logs.rs"]
mod logs;
#[path = "../../../../logto/tests/it/pending.rs"]
mod pending;
#[path = "../../../../logto/tests/it/provider.rs"]
mod provider;
#[path = "../../../../logto/tests/it/sign_in.rs"]
mod sign_in;
#[path = "../../../../logto/tests/it/store.rs"]
#[allow(dead_code, reason = "some of it serves tests that only the emulator can pass")]
mod store;
