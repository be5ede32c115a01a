//! Compile-time behaviour of the macros: see `ui.rs`.
