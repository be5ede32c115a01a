//! Sessions in PostgreSQL.

mod conformance;
