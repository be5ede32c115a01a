//! Everything the emulator remembers, behind one lock.

mod browsers;
mod clock;
mod grants;
mod world;

pub(super) use browsers::{INTERACTION_TTL, Outcome, SESSION_TTL, Session, SignOut};
pub(super) use clock::Instant;
pub(super) use grants::Grant;
pub(super) use world::World;
