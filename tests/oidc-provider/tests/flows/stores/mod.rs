//! Sessions kept on the server.

#[path = "../../../../../logto/tests/it/stores/idle.rs"]
mod idle;
