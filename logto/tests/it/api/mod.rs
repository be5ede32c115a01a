//! APIs: who is let in with which access token, and what the others are told.

mod kinds;
mod matrix;
mod metadata;
mod setup;
mod tenant;
mod verification;
