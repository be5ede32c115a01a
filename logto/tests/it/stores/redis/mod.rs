//! Sessions in Redis, on servers that the tests start.

mod conformance;
