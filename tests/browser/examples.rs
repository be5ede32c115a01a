//! The cases of a real browser, for the tests of each web example.

use browser_tests::{Example, cases};

const EXAMPLE: Example = Example {
    name: env!("CARGO_PKG_NAME"),
    program: super::PROGRAM,
    screenshots: concat!(env!("CARGO_TARGET_TMPDIR"), "/../screenshots"),
};

#[tokio::test]
async fn a_visitor_signs_in_looks_around_and_signs_out() {
    cases::a_visitor_signs_in_looks_around_and_signs_out(EXAMPLE).await;
}

#[tokio::test]
async fn two_tabs_sign_in_at_the_same_time() {
    cases::two_tabs_sign_in_at_the_same_time(EXAMPLE).await;
}

#[tokio::test]
async fn after_the_sign_out_the_back_button_shows_nothing_protected() {
    cases::after_the_sign_out_the_back_button_shows_nothing_protected(EXAMPLE).await;
}

#[tokio::test]
async fn a_cancelled_sign_in_is_answered_with_a_page() {
    cases::a_cancelled_sign_in_is_answered_with_a_page(EXAMPLE).await;
}

#[tokio::test]
async fn session_cookies_are_out_of_reach_of_scripts() {
    cases::session_cookies_are_out_of_reach_of_scripts(EXAMPLE).await;
}

#[tokio::test]
async fn a_session_over_four_kilobytes_survives() {
    cases::a_session_over_four_kilobytes_survives(EXAMPLE).await;
}

#[tokio::test]
async fn other_sites_sign_nobody_out() {
    cases::other_sites_sign_nobody_out(EXAMPLE).await;
}
