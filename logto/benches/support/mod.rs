//! What the benches share.

#![allow(dead_code, reason = "each bench uses its part")]

pub mod api;
pub mod contest;
pub mod web;
