//! What survives between requests: sessions in sealed cookies or in a store, and sign-ins under way.
//!
//! By default there is no server state. A session travels in two cookies, both sealed with AES-256-GCM: a slim one with
//! the verified claims, which is all that a guard opens, and one with the tokens, opened only when a token is asked
//! for. With a [`SessionStore`] the browser holds nothing but a random session id.
//!
//! What a sealed session says was verified when it was sealed; it is not verified again on every request.

mod any_store;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod conformance;
pub(crate) mod cookie;
pub(crate) mod identity;
mod keys;
mod memory;
pub(crate) mod pending;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
pub(crate) mod seal;
pub(crate) mod state;
mod store;
pub(crate) mod vault;

pub(crate) use any_store::AnySessionStore;
pub use keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
pub use memory::MemorySessionStore;
pub use pending::PendingSignIn;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresConfigError, PostgresSessionStore, PostgresSessionStoreBuilder};
pub use record::SessionRecord;
pub use store::{SessionStore, StoreError, StoredSession};
