//! A store in memory that does at each turn what the test says.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use logto::session::{
    LeaseHolder, LeaseKey, MemorySessionStore, ProviderSessionKey, SessionKey, SessionRecord, SessionStore,
    StoreError, StoredSession, SubjectKey,
};

/// What a store is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ask {
    Load,
    Create,
    Update,
    Touch,
    Delete,
    Acquire,
    Release,
    Ping,
}

/// What comes of it.
pub(super) enum Turn {
    Go,
    Fail,
    /// Nothing is done, and the answer is no.
    Refuse,
    /// It takes that long.
    Wait(Duration),
    /// What lies there is no session.
    Garbage,
}

type Script = Box<dyn FnMut(Ask) -> Turn + Send>;

#[derive(Clone)]
pub(super) struct Scripted {
    pub(super) memory: Arc<MemorySessionStore>,
    script: Arc<Mutex<Script>>,
    calls: Arc<Mutex<BTreeMap<Ask, usize>>>,
}

impl Scripted {
    /// A store like any other, until it gets another script.
    pub(super) fn over(memory: &Arc<MemorySessionStore>) -> Self {
        let script: Script = Box::new(|_| Turn::Go);
        Self { memory: Arc::clone(memory), script: Arc::new(Mutex::new(script)), calls: Arc::default() }
    }

    pub(super) fn new() -> Self {
        Self::over(&Arc::default())
    }

    pub(super) fn play(&self, script: impl FnMut(Ask) -> Turn + Send + 'static) {
        self.calls.lock().unwrap().clear();
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// How often it was asked for this since the script was given.
    pub(super) fn calls(&self, ask: Ask) -> usize {
        self.calls.lock().unwrap().get(&ask).copied().unwrap_or_default()
    }

    /// Whether to go on.
    async fn turn(&self, ask: Ask) -> Result<bool, StoreError> {
        *self.calls.lock().unwrap().entry(ask).or_default() += 1;
        let turn = (self.script.lock().unwrap())(ask);
        match turn {
            Turn::Go => Ok(true),
            Turn::Refuse => Ok(false),
            Turn::Fail => Err(StoreError::new("out of order")),
            // As stores do that keep bytes, and perhaps say more about it.
            Turn::Garbage => {
                SessionRecord::from_bytes(b"garbage").map_err(StoreError::new)?;
                Ok(true)
            }
            Turn::Wait(duration) => {
                tokio::time::sleep(duration).await;
                Ok(true)
            }
        }
    }
}

impl SessionStore for Scripted {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        if self.turn(Ask::Load).await? { self.memory.load(key, now).await } else { Ok(None) }
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        Ok(self.turn(Ask::Create).await? && self.memory.create(key, record, now).await?)
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        Ok(self.turn(Ask::Update).await? && self.memory.update(key, version, record, now).await?)
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        Ok(self.turn(Ask::Touch).await? && self.memory.touch(key, expires_at, now).await?)
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        if self.turn(Ask::Delete).await? { self.memory.delete(key).await } else { Ok(()) }
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        if self.turn(Ask::Delete).await? { self.memory.delete_by_subject(subject).await } else { Ok(0) }
    }

    async fn delete_by_provider_session(&self, key: &ProviderSessionKey) -> Result<u64, StoreError> {
        if self.turn(Ask::Delete).await? { self.memory.delete_by_provider_session(key).await } else { Ok(0) }
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        Ok(self.turn(Ask::Acquire).await? && self.memory.acquire_lease(key, holder, duration, now).await?)
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        if self.turn(Ask::Release).await? { self.memory.release_lease(key, holder).await } else { Ok(()) }
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.turn(Ask::Ping).await.map(drop)
    }
}
