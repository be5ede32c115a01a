//! Sessions that several instances share.

mod back_channel;
mod conformance;
mod health;
mod idle;
mod instances;
mod redis;
mod sealed;
pub(crate) mod servers;
