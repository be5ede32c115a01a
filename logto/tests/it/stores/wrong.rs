//! Stores that do one thing wrong: for each of them the suite has a case that says so.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use logto::session::{
    LeaseHolder, LeaseKey, MemorySessionStore, ProviderSessionKey, SessionKey, SessionRecord, SessionStore,
    StoreError, StoredSession, SubjectKey,
};
use logto::testing::store_conformance;

/// What a store does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    UpdatesAtAnyVersion,
    CreatesOverWhatIsThere,
    NeverExpires,
    KeepsTheExpiryOfTheRecord,
    CountsATouchAsAnUpdate,
    ForgetsTheIndexOnDelete,
    KnowsNoProviderSessions,
    GivesALeaseToAnybody,
    GivesALeaseOnce,
    ReleasesAnybodysLease,
}

use Mistake::{
    CountsATouchAsAnUpdate, CreatesOverWhatIsThere, ForgetsTheIndexOnDelete, GivesALeaseOnce,
    GivesALeaseToAnybody, KeepsTheExpiryOfTheRecord, KnowsNoProviderSessions, NeverExpires,
    ReleasesAnybodysLease, UpdatesAtAnyVersion,
};

struct Wrong {
    mistake: Mistake,
    memory: MemorySessionStore,
    holders: Mutex<HashMap<LeaseKey, LeaseHolder>>,
    index: Mutex<HashMap<SubjectKey, HashSet<SessionKey>>>,
}

impl Wrong {
    fn with(mistake: Mistake) -> Self {
        let memory = MemorySessionStore::new();
        Self { mistake, memory, holders: Mutex::default(), index: Mutex::default() }
    }

    fn time(&self, now: SystemTime) -> SystemTime {
        if self.mistake == NeverExpires { SystemTime::UNIX_EPOCH } else { now }
    }
}

impl SessionStore for Wrong {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        self.memory.load(key, self.time(now)).await
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        if self.mistake == CreatesOverWhatIsThere {
            self.memory.delete(key).await?;
        }
        self.index.lock().unwrap().entry(*record.subject()).or_default().insert(*key);
        self.memory.create(key, record, self.time(now)).await
    }

    async fn update(
        &self,
        key: &SessionKey,
        mut version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        if self.mistake == UpdatesAtAnyVersion {
            let there = self.memory.load(key, now).await?;
            version = there.map_or(version, |there| there.version);
        }
        self.memory.update(key, version, record, self.time(now)).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        if self.mistake == CountsATouchAsAnUpdate
            && let Some(there) = self.memory.load(key, now).await?
        {
            self.memory.update(key, there.version, there.record, now).await?;
        }
        if self.mistake == KeepsTheExpiryOfTheRecord {
            return Ok(self.memory.load(key, now).await?.is_some());
        }
        self.memory.touch(key, expires_at, self.time(now)).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.memory.delete(key).await
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        if self.mistake != ForgetsTheIndexOnDelete {
            return self.memory.delete_by_subject(subject).await;
        }
        let keys = self.index.lock().unwrap().remove(subject).unwrap_or_default();
        for key in &keys {
            self.memory.delete(key).await?;
        }
        Ok(keys.len() as u64)
    }

    async fn delete_by_provider_session(&self, key: &ProviderSessionKey) -> Result<u64, StoreError> {
        if self.mistake == KnowsNoProviderSessions {
            return Ok(0);
        }
        self.memory.delete_by_provider_session(key).await
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        let present = self.holders.lock().unwrap().get(key).copied();
        match (self.mistake, present) {
            (GivesALeaseToAnybody, Some(present)) => self.memory.release_lease(key, &present).await?,
            (GivesALeaseOnce, Some(present)) if present == *holder => return Ok(false),
            _ => {}
        }
        let acquired = self.memory.acquire_lease(key, holder, duration, self.time(now)).await?;
        if acquired {
            self.holders.lock().unwrap().insert(*key, *holder);
        }
        Ok(acquired)
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        let present = self.holders.lock().unwrap().get(key).copied();
        let holder = if self.mistake == ReleasesAnybodysLease { present.unwrap_or(*holder) } else { *holder };
        self.memory.release_lease(key, &holder).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[tokio::test]
async fn every_mistake_is_found_by_the_case_that_is_about_it() {
    for (mistake, case) in [
        (UpdatesAtAnyVersion, "an_update_at_another_version_changes_nothing"),
        (UpdatesAtAnyVersion, "of_many_updates_at_one_version_exactly_one_succeeds"),
        (CreatesOverWhatIsThere, "a_session_that_is_there_is_not_created_again"),
        (CreatesOverWhatIsThere, "of_many_creations_of_one_session_exactly_one_succeeds"),
        (NeverExpires, "an_expired_session_is_as_good_as_none"),
        (NeverExpires, "a_lease_that_has_expired_is_anybodys"),
        (NeverExpires, "expired_sessions_are_not_counted_among_the_deleted"),
        (KeepsTheExpiryOfTheRecord, "a_touch_moves_the_expiry_and_nothing_else"),
        (CountsATouchAsAnUpdate, "a_touch_moves_the_expiry_and_nothing_else"),
        (ForgetsTheIndexOnDelete, "a_deleted_session_is_not_found_by_its_subject"),
        (KnowsNoProviderSessions, "all_sessions_of_a_provider_session_are_deleted_and_no_others"),
        (GivesALeaseToAnybody, "a_lease_has_one_holder"),
        (GivesALeaseToAnybody, "of_many_who_ask_for_a_lease_exactly_one_gets_it"),
        (GivesALeaseOnce, "who_has_a_lease_may_take_it_again"),
        (ReleasesAnybodysLease, "only_the_holder_releases_a_lease"),
    ] {
        let failed = store_conformance::run_case(case, &Wrong::with(mistake)).await;
        let error = failed.expect_err(&format!("{mistake:?} passes {case}")).to_string();
        assert!(error.starts_with(&format!("the store fails the case `{case}`: ")), "{mistake:?}: {error}");
        assert!(store_conformance::CASES.contains(&case), "{error}");
    }
}

#[tokio::test]
async fn the_suite_as_a_whole_lets_none_of_them_through() {
    for mistake in [
        UpdatesAtAnyVersion,
        CreatesOverWhatIsThere,
        NeverExpires,
        KeepsTheExpiryOfTheRecord,
        CountsATouchAsAnUpdate,
        ForgetsTheIndexOnDelete,
        KnowsNoProviderSessions,
        GivesALeaseToAnybody,
        GivesALeaseOnce,
        ReleasesAnybodysLease,
    ] {
        assert!(store_conformance::run(&Wrong::with(mistake)).await.is_err(), "{mistake:?}");
    }
}
