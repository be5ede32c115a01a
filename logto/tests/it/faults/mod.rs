//! A provider that fails under load: one row per fault, one judge for all.
//!
//! Signed-in users, signed-out visitors and callers of an API go on with their requests before, during and after the
//! fault. [`judge`](judge::judge) says what has to be true of all that they were answered.

mod callers;
mod judge;
mod panics;
mod tenant;
mod trouble;

use std::time::Duration;

use logto::testing::{Algorithm, Fault};

use judge::judge;
use trouble::Trouble::{self, Clocks, Down, EveryRequest, KeysRotated};

const SECOND: Duration = Duration::from_secs(1);
const MINUTES: i64 = 60;
const HOURS: i64 = 60 * MINUTES;

/// A test for each row: what goes wrong, and for how long.
macro_rules! rows {
    ($($name:ident: $trouble:expr, lasts $lasts:expr;)*) => {
        $(
            #[test]
            fn $name() {
                let trouble: Trouble = $trouble;
                panics::runtime().block_on(judge(trouble, $lasts));
            }
        )*
    };
}

rows! {
    it_is_killed_and_started_again: Down, lasts 2 * SECOND;
    it_answers_500: EveryRequest(Fault::Status(500)), lasts 2 * SECOND;
    it_answers_503: EveryRequest(Fault::Status(503)), lasts 2 * SECOND;
    it_is_too_busy: EveryRequest(Fault::Status(429)), lasts 2 * SECOND;
    it_takes_half_a_second: EveryRequest(Fault::Delay(SECOND / 2)), lasts 2 * SECOND;
    it_takes_two_seconds: EveryRequest(Fault::DelayAnswer(2 * SECOND)), lasts 3 * SECOND;
    // Longer than the ten seconds that the HTTP client has patience for: those under way then are told so.
    it_takes_twenty_seconds: EveryRequest(Fault::Delay(20 * SECOND)), lasts SECOND;
    it_sends_half_a_body: EveryRequest(Fault::Truncate), lasts 2 * SECOND;
    it_resets_connections: EveryRequest(Fault::Reset), lasts 2 * SECOND;
    it_closes_connections: EveryRequest(Fault::Drop), lasts 2 * SECOND;
    its_answers_are_lost: EveryRequest(Fault::LoseResponse), lasts 2 * SECOND;
    a_proxy_answers_in_its_place: EveryRequest(Fault::Html), lasts 2 * SECOND;
    it_sends_garbage: EveryRequest(Fault::Garbage), lasts 2 * SECOND;
    it_rotates_its_key: KeysRotated { algorithm: Algorithm::Es384, jwks: None }, lasts SECOND;
    it_rotates_to_another_algorithm: KeysRotated { algorithm: Algorithm::Rs256, jwks: None }, lasts SECOND;
    it_rotates_while_the_key_set_is_out_of_reach:
        KeysRotated { algorithm: Algorithm::Es512, jwks: Some(Fault::Status(503)) }, lasts 2 * SECOND;
    the_clock_of_the_app_is_half_an_hour_fast: Clocks { app: 30 * MINUTES, provider: 0 }, lasts 5 * SECOND;
    the_clock_of_the_app_is_half_an_hour_slow: Clocks { app: -30 * MINUTES, provider: 0 }, lasts 5 * SECOND;
    the_clock_of_the_provider_is_half_an_hour_fast: Clocks { app: 0, provider: 30 * MINUTES }, lasts 5 * SECOND;
    the_clock_of_the_provider_is_half_an_hour_slow: Clocks { app: 0, provider: -30 * MINUTES }, lasts 5 * SECOND;
    both_are_asleep_for_five_hours: Clocks { app: 5 * HOURS, provider: 5 * HOURS }, lasts 5 * SECOND;
}
