//! Sessions in PostgreSQL.

mod access;
mod conformance;
mod expired;
mod proxy;
mod restart;
mod round_trips;
mod sealed;
mod three;
