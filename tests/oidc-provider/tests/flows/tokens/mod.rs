//! Access tokens and refreshes.

#[path = "../../../../../logto/tests/it/tokens/access.rs"]
mod access;
#[path = "../../../../../logto/tests/it/tokens/app.rs"]
#[allow(dead_code, reason = "some of it serves tests that only the emulator can pass")]
pub(crate) mod app;
#[path = "../../../../../logto/tests/it/tokens/freshness.rs"]
mod freshness;
#[path = "../../../../../logto/tests/it/tokens/refresh.rs"]
mod refresh;
#[path = "../../../../../logto/tests/it/tokens/visitor.rs"]
pub(crate) mod visitor;
