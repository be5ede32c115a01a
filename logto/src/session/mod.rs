#![doc = include_str!("guide.md")]

mod any_store;
#[cfg(feature = "testing")]
#[doc(hidden)]
pub mod conformance;
pub(crate) mod cookie;
pub(crate) mod identity;
mod keys;
mod memory;
pub(crate) mod opened;
pub(crate) mod pending;
#[cfg(feature = "postgres")]
mod postgres;
mod record;
#[cfg(feature = "redis")]
mod redis;
pub(crate) mod seal;
pub(crate) mod shelf;
pub(crate) mod state;
mod store;
pub(crate) mod vault;

#[cfg(feature = "redis")]
pub use self::redis::{RedisConfigError, RedisSessionStore};
pub(crate) use any_store::AnySessionStore;
pub use keys::{LeaseHolder, LeaseKey, ProviderSessionKey, SessionKey, SubjectKey};
pub use memory::MemorySessionStore;
pub use pending::PendingSignIn;
#[cfg(feature = "postgres")]
pub use postgres::{PostgresConfigError, PostgresSessionStore, PostgresSessionStoreBuilder};
pub use record::SessionRecord;
pub use store::{SessionStore, StoreError, StoredSession};
