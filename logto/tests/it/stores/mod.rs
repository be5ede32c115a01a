//! Sessions that several instances share.

mod alternating;
mod back_channel;
mod conformance;
mod from_afar;
mod health;
mod idle;
mod instances;
pub(crate) mod later;
mod postgres;
mod redis;
mod rounds;
mod saves;
mod scripted;
mod sealed;
pub(crate) mod servers;
mod sign_outs;
mod unwritten;
mod wrong;
