//! Sessions in Redis, on servers that the tests start.

mod conformance;
mod cuts;
mod dump;
mod indexes;
mod instances;
mod outages;
mod restart;
mod round_trips;
mod tls;
