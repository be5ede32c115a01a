//! What has to go well in a browser, and what must not happen.

mod cookies;
mod flows;
mod other_sites;

pub use cookies::{a_session_over_four_kilobytes_survives, session_cookies_are_out_of_reach_of_scripts};
pub use flows::{
    a_cancelled_sign_in_is_answered_with_a_page, a_visitor_signs_in_looks_around_and_signs_out,
    after_the_sign_out_the_back_button_shows_nothing_protected, two_tabs_sign_in_at_the_same_time,
};
pub use other_sites::other_sites_sign_nobody_out;
