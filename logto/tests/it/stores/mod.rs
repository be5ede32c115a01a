//! Sessions that several instances share.

mod alternating;
mod back_channel;
mod conformance;
mod health;
mod idle;
mod instances;
mod postgres;
mod redis;
mod rounds;
mod sealed;
pub(crate) mod servers;
