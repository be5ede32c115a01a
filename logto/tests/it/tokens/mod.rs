//! Access tokens, organizations, and refreshes that sign nobody out.

mod access;
pub(crate) mod app;
mod freshness;
mod organizations;
mod refresh;
mod storage;
mod tampered;
pub(crate) mod visitor;
