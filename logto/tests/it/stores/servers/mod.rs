//! Database servers that tests start for themselves, if they are installed.

use std::io::{Write, stderr};

pub(crate) mod cutter;
pub(crate) mod ports;
pub(crate) mod postgres;
pub(crate) mod redis;

/// Says that a test is skipped because a program is not there; fails instead where all of them have to be
/// (`LOGTO_TEST_SERVERS=required`).
pub(crate) fn missing(program: &str) {
    let required = std::env::var("LOGTO_TEST_SERVERS").is_ok_and(|value| value == "required");
    assert!(!required, "{program} is not installed, and LOGTO_TEST_SERVERS=required");
    // Past the capture of output, which nobody sees of a test that passes.
    let _ = writeln!(stderr(), "skipped: {program} not found");
}
