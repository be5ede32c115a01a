//! What survives between requests: sessions in sealed cookies or in a store, and sign-ins under way.
//!
//! By default there is no server state. A session travels in two cookies, both sealed with AES-256-GCM: a slim one with
//! the verified claims, which is all that a guard opens, and one with the tokens, opened only when a token is asked
//! for. With a [`SessionStore`] the browser holds nothing but a random session id.
//!
//! What a sealed session says was verified when it was sealed; it is not verified again on every request.

pub(crate) mod cookie;
pub(crate) mod identity;
mod memory;
pub(crate) mod pending;
mod record;
pub(crate) mod seal;
pub(crate) mod state;
pub(crate) mod store;

pub use memory::MemorySessionStore;
pub use pending::PendingSignIn;
pub use record::SessionRecord;
pub use store::{SessionKey, SessionStore, StoreError, StoredSession};
