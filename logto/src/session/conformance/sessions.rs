//! Sessions come, are found, and go.

use std::time::SystemTime;

use super::material::{Draft, Material, is_there};
use super::{Outcome, Reason, ensure};
use crate::session::record::SessionRecord;
use crate::session::store::SessionStore;

/// More than any session: the tokens of a hundred APIs.
const MANY_TOKENS: usize = 100;

pub(super) async fn a_session_that_was_created_is_loaded(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let draft = Draft { sid: Some("session"), ..Draft::new() };
    let key = material.create(store, "it", &draft).await?;
    let stored = store.load(&key, SystemTime::now()).await?.ok_or(Reason::Broken("it is not there"))?;
    let written = material.record(key, &draft)?;
    ensure(
        material.contents(&stored.record, &key)? == material.contents(&written, &key)?,
        "another record is loaded than was created",
    )?;
    let difference = stored.expires_at.duration_since(draft.expires_at);
    let difference = difference.unwrap_or_else(|earlier| earlier.duration());
    ensure(difference.as_secs() < 1, "its expiry is not the record's")
}

pub(super) async fn an_unknown_key_is_no_session_and_no_error(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let (key, now) = (material.key("unknown"), SystemTime::now());
    let record = material.record(key, &Draft::new())?;
    ensure(!is_there(store, &key).await?, "`load` finds a session")?;
    ensure(!store.update(&key, 0, record, now).await?, "`update` makes a session")?;
    ensure(!store.touch(&key, now + super::material::A_WHILE, now).await?, "`touch` finds a session")?;
    store.delete(&key).await?;
    let elsewhere = material.record(key, &Draft { subject: "nobody", sid: Some("none"), ..Draft::new() })?;
    ensure(store.delete_by_subject(elsewhere.subject()).await? == 0, "`delete_by_subject` counts some")?;
    let provider_session = elsewhere.provider_session().ok_or(Reason::Broken("no provider session"))?;
    let count = store.delete_by_provider_session(provider_session).await?;
    ensure(count == 0, "`delete_by_provider_session` counts some")?;
    ensure(!is_there(store, &key).await?, "one of them made a session")
}

pub(super) async fn a_session_that_is_there_is_not_created_again(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::new()).await?;
    let second = material.record(key, &Draft::with_refresh_token("second"))?;
    ensure(!store.create(&key, second, SystemTime::now()).await?, "it was created twice")?;
    ensure(material.refresh_token(store, &key).await? == "first", "it was replaced")
}

pub(super) async fn a_deleted_session_is_gone(store: &impl SessionStore, material: &Material) -> Outcome {
    let key = material.create(store, "it", &Draft::new()).await?;
    let other = material.create(store, "other", &Draft::new()).await?;
    store.delete(&key).await?;
    ensure(!is_there(store, &key).await?, "it is still there")?;
    ensure(is_there(store, &other).await?, "another one is gone")?;
    material.create(store, "it", &Draft::new()).await?;
    ensure(is_there(store, &key).await?, "it cannot be created anew")
}

pub(super) async fn a_deleted_session_is_not_found_by_its_subject(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let draft = Draft { sid: Some("session"), ..Draft::new() };
    let key = material.create(store, "it", &draft).await?;
    let former = material.record(key, &draft)?;
    store.delete(&key).await?;
    // Somebody else's by now.
    material.create(store, "it", &Draft { subject: "bob", ..Draft::new() }).await?;
    let mut count = store.delete_by_subject(former.subject()).await?;
    if let Some(provider_session) = former.provider_session() {
        count += store.delete_by_provider_session(provider_session).await?;
    }
    ensure(count == 0 && is_there(store, &key).await?, "what comes under its key is taken for it")
}

pub(super) async fn all_sessions_of_a_subject_are_deleted_and_no_others(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let first = material.create(store, "first", &Draft::new()).await?;
    let second = material.create(store, "second", &Draft { sid: Some("s2"), ..Draft::new() }).await?;
    let other = material.create(store, "other", &Draft { subject: "bob", ..Draft::new() }).await?;
    let record = material.record(first, &Draft::new())?;
    let count = store.delete_by_subject(record.subject()).await?;
    ensure(count == 2, "it does not say that there were two")?;
    ensure(!is_there(store, &first).await? && !is_there(store, &second).await?, "some are still there")?;
    ensure(is_there(store, &other).await?, "another user's session is gone")?;
    ensure(store.delete_by_subject(record.subject()).await? == 0, "they are counted again")
}

pub(super) async fn all_sessions_of_a_provider_session_are_deleted_and_no_others(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let draft = |sid| Draft { sid, ..Draft::new() };
    let first = material.create(store, "first", &draft(Some("s1"))).await?;
    let second = material.create(store, "second", &draft(Some("s1"))).await?;
    let other = material.create(store, "other", &draft(Some("s2"))).await?;
    let without = material.create(store, "without", &draft(None)).await?;
    let record = material.record(first, &draft(Some("s1")))?;
    let provider_session = record.provider_session().ok_or(Reason::Broken("no provider session"))?;
    let count = store.delete_by_provider_session(provider_session).await?;
    ensure(count == 2, "it does not say that there were two")?;
    ensure(!is_there(store, &first).await? && !is_there(store, &second).await?, "some are still there")?;
    ensure(is_there(store, &other).await?, "a session of another provider session is gone")?;
    ensure(is_there(store, &without).await?, "a session without provider session is gone")
}

pub(super) async fn the_largest_session_is_kept_whole(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let draft = Draft { access_tokens: MANY_TOKENS, ..Draft::new() };
    let key = material.create(store, "it", &draft).await?;
    let stored = store.load(&key, SystemTime::now()).await?.ok_or(Reason::Broken("it is not there"))?;
    let written = material.record(key, &draft)?;
    let (stored, written) = (material.contents(&stored.record, &key)?, material.contents(&written, &key)?);
    ensure(stored.len() == written.len(), "a part of it is gone")
}

pub(super) async fn a_record_survives_its_bytes(store: &impl SessionStore, material: &Material) -> Outcome {
    let draft = Draft { sid: Some("session"), ..Draft::new() };
    let key = material.create(store, "it", &draft).await?;
    let stored = store.load(&key, SystemTime::now()).await?.ok_or(Reason::Broken("it is not there"))?;
    let bytes = stored.record.to_bytes()?;
    let again = SessionRecord::from_bytes(&bytes)?;
    ensure(again.to_bytes()? == bytes, "its bytes have changed")?;
    ensure(again.subject() == stored.record.subject(), "its subject has changed")?;
    ensure(again.provider_session() == stored.record.provider_session(), "its provider session has changed")?;
    ensure(
        material.contents(&again, &key)? == material.contents(&stored.record, &key)?,
        "its contents have changed",
    )
}

pub(super) async fn a_store_that_is_there_answers_a_ping(
    store: &impl SessionStore,
    _material: &Material,
) -> Outcome {
    Ok(store.ping().await?)
}
