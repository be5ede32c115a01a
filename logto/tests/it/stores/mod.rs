//! Sessions that several instances share.

mod back_channel;
mod conformance;
mod health;
mod idle;
mod instances;
mod sealed;
