//! Databases that tests start for themselves.

pub(crate) mod postgres;
