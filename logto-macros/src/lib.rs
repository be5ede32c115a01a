//! Macros of the `logto` crate. They are documented there, where their examples run.
