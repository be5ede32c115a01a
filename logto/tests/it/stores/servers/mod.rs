//! Database servers that tests start for themselves, if they are installed.

pub(crate) mod postgres;

/// Says that a test is skipped because a program is not there; fails instead where all of them have to be
/// (`LOGTO_TEST_SERVERS=required`).
#[expect(clippy::print_stderr, reason = "who runs the tests should know")]
pub(crate) fn missing(program: &str) {
    let required = std::env::var("LOGTO_TEST_SERVERS").is_ok_and(|value| value == "required");
    assert!(!required, "{program} is not installed, and LOGTO_TEST_SERVERS=required");
    eprintln!("skipped: {program} not found");
}
