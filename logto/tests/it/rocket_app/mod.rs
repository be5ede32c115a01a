//! What Rocket applications see.

#![expect(clippy::needless_pass_by_value, reason = "Rocket hands its handlers values")]

mod app;
mod bearer;
mod failures;
mod flows;
mod guards;
mod refresh;
