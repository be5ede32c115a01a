//! Sessions that several instances share.

mod conformance;
mod instances;
