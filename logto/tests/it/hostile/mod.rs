//! What attackers send: the threats of SECURITY.md that no other module is about.

mod answers;
mod fixation;
mod headers;
mod keys;
mod leaks;
mod metadata;
mod open_redirect;
mod witness;
