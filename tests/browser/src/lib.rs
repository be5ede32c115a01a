//! Walks a real browser, headless Chromium, through the web examples.
//!
//! [`cases`] are the same for every example; their tests call them with an [`Example`]. Without `chromedriver` in the
//! `PATH` a case says so and passes, unless `LOGTO_TEST_SERVERS=required`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "this is the inside of tests"
)]

mod app;
mod browser;
pub mod cases;
mod chromedriver;

pub use app::{App, Example};
