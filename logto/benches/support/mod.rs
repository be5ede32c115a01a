//! What the benches share.

#![allow(dead_code, unreachable_pub, reason = "each bench uses its part")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench is no library"
)]

pub(crate) mod api;
mod by_hand;
pub(crate) mod contest;
pub(crate) mod in_process;
pub(crate) mod route_set;
pub(crate) mod web;
