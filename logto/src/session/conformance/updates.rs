//! Compare-and-swap: no write is lost, and none is made twice.

use std::time::SystemTime;

use futures_util::future::{join_all, try_join_all};

use super::material::{Draft, Material, is_there};
use super::{Outcome, Reason, ensure};
use crate::session::keys::SessionKey;
use crate::session::store::SessionStore;

/// How many write at the same time.
const WRITERS: usize = 16;

pub(super) async fn an_update_replaces_the_record_and_the_version(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::new()).await?;
    let before = version(store, &key).await?;
    let second = material.record(key, &Draft::with_refresh_token("second"))?;
    ensure(store.update(&key, before, second, SystemTime::now()).await?, "it was refused")?;
    ensure(material.refresh_token(store, &key).await? == "second", "the record is the old one")?;
    ensure(version(store, &key).await? != before, "the version is the old one")
}

pub(super) async fn an_update_at_another_version_changes_nothing(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::new()).await?;
    let before = version(store, &key).await?;
    let record = |name: &str| material.record(key, &Draft::with_refresh_token(name));
    ensure(store.update(&key, before, record("second")?, SystemTime::now()).await?, "it was refused")?;
    let late = store.update(&key, before, record("late")?, SystemTime::now()).await?;
    ensure(!late, "an update at an old version succeeds")?;
    let ahead = version(store, &key).await?.wrapping_add(1);
    let ahead = store.update(&key, ahead, record("ahead")?, SystemTime::now()).await?;
    ensure(!ahead, "an update at a version to come succeeds")?;
    ensure(material.refresh_token(store, &key).await? == "second", "the record was overwritten")
}

pub(super) async fn an_update_moves_the_session_to_its_new_subject(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    // The digests of subjects change when the cookie key does.
    let old = Draft { sid: Some("old"), ..Draft::new() };
    let new = Draft { subject: "bob", sid: Some("new"), ..Draft::new() };
    let key = material.create(store, "it", &old).await?;
    let (old, new) = (material.record(key, &old)?, material.record(key, &new)?);
    let at = version(store, &key).await?;
    ensure(store.update(&key, at, new.clone(), SystemTime::now()).await?, "it was refused")?;
    let mut count = store.delete_by_subject(old.subject()).await?;
    if let Some(provider_session) = old.provider_session() {
        count += store.delete_by_provider_session(provider_session).await?;
    }
    ensure(count == 0 && is_there(store, &key).await?, "it is still found under the old ones")?;
    ensure(store.delete_by_subject(new.subject()).await? == 1, "it is not found under the new one")
}

pub(super) async fn of_many_updates_at_one_version_exactly_one_succeeds(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::new()).await?;
    let at = version(store, &key).await?;
    let updates = (0..WRITERS).map(async |writer| {
        let record = material.record(key, &Draft::with_refresh_token(writer))?;
        Ok::<_, Reason>(store.update(&key, at, record, SystemTime::now()).await?.then_some(writer))
    });
    let winners: Vec<usize> = try_join_all(updates).await?.into_iter().flatten().collect();
    let [winner] = winners.as_slice() else {
        return Err(Reason::Broken("none succeeded, or more than one"));
    };
    let there = material.refresh_token(store, &key).await?;
    ensure(there == winner.to_string(), "what is there was not written by the one that succeeded")
}

pub(super) async fn concurrent_writers_that_try_again_lose_nothing(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::with_refresh_token("")).await?;
    let writers = (0..WRITERS).map(async |_| {
        loop {
            let stored = store.load(&key, SystemTime::now()).await?;
            let at = stored.ok_or(Reason::Broken("the session is gone"))?.version;
            let longer = material.refresh_token(store, &key).await? + "x";
            let record = material.record(key, &Draft::with_refresh_token(longer))?;
            if store.update(&key, at, record, SystemTime::now()).await? {
                return Ok::<_, Reason>(());
            }
        }
    });
    for written in join_all(writers).await {
        written?;
    }
    let there = material.refresh_token(store, &key).await?;
    ensure(there.len() == WRITERS, "some writes are lost")
}

pub(super) async fn of_many_creations_of_one_session_exactly_one_succeeds(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.key("it");
    let creations = (0..WRITERS).map(async |writer| {
        let record = material.record(key, &Draft::with_refresh_token(writer))?;
        Ok::<_, Reason>(store.create(&key, record, SystemTime::now()).await?.then_some(writer))
    });
    let winners: Vec<usize> = try_join_all(creations).await?.into_iter().flatten().collect();
    let [winner] = winners.as_slice() else {
        return Err(Reason::Broken("none succeeded, or more than one"));
    };
    let there = material.refresh_token(store, &key).await?;
    ensure(there == winner.to_string(), "what is there was not written by the one that succeeded")
}

async fn version(store: &impl SessionStore, key: &SessionKey) -> Result<u64, Reason> {
    let stored = store.load(key, SystemTime::now()).await?;
    Ok(stored.ok_or(Reason::Broken("the session is gone"))?.version)
}
