//! Who may enter: what a guarded handler asks for, and what it gets.

mod policy;
mod user;

pub use policy::{Policy, Redirect};
pub use user::{Anyone, Guarded, User};
