//! The flows of `logto/tests/it` against the engine that Logto is built on: see `tests/flows`.
