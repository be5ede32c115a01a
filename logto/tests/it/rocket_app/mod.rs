//! What Rocket applications see.

mod app;
mod bearer;
mod failures;
mod flows;
mod guards;
mod refresh;
