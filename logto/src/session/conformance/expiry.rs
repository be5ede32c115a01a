//! Sessions end when their time has come, and not before.

use std::time::SystemTime;

use futures_timer::Delay;

use super::material::{A_BREATH, A_MOMENT, A_WHILE, Draft, Material, is_there};
use super::{Outcome, Reason, ensure};
use crate::session::store::SessionStore;

pub(super) async fn an_expired_session_is_as_good_as_none(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::lasting(A_MOMENT)).await?;
    Delay::new(2 * A_MOMENT).await;
    ensure(!is_there(store, &key).await?, "it is loaded")?;
    let (record, now) = (material.record(key, &Draft::new())?, SystemTime::now());
    ensure(!store.update(&key, 0, record, now).await?, "it is updated")?;
    ensure(!store.touch(&key, now + A_WHILE, now).await?, "it is touched back to life")?;
    material.create(store, "it", &Draft::new()).await?;
    ensure(is_there(store, &key).await?, "it cannot be created anew")
}

pub(super) async fn an_update_moves_the_expiry(store: &impl SessionStore, material: &Material) -> Outcome {
    let later = material.create(store, "later", &Draft::lasting(A_BREATH)).await?;
    let sooner = material.create(store, "sooner", &Draft::new()).await?;
    for (key, lifetime) in [(later, A_WHILE), (sooner, A_BREATH)] {
        let now = SystemTime::now();
        let at = store.load(&key, now).await?.ok_or(Reason::Broken("the session is gone"))?.version;
        let record = material.record(key, &Draft::lasting(lifetime))?;
        ensure(store.update(&key, at, record, now).await?, "it was refused")?;
    }
    Delay::new(A_BREATH + A_MOMENT).await;
    ensure(is_there(store, &later).await?, "a session whose expiry was moved away is gone")?;
    ensure(!is_there(store, &sooner).await?, "a session whose expiry was moved near is still there")
}

pub(super) async fn a_touch_moves_the_expiry_and_nothing_else(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::lasting(A_BREATH)).await?;
    let (now, gone) = (SystemTime::now(), Reason::Broken("the session is gone"));
    let before = store.load(&key, now).await?.ok_or(gone)?;
    ensure(store.touch(&key, now + A_WHILE, now).await?, "it says that there is no session")?;
    Delay::new(A_BREATH + A_MOMENT).await;
    let now = SystemTime::now();
    let after = store.load(&key, now).await?.ok_or(Reason::Broken("the session expired"))?;
    ensure(after.expires_at > now, "the expiry that is loaded is the old one")?;
    ensure(after.version == before.version, "the version has changed")?;
    ensure(
        material.contents(&after.record, &key)? == material.contents(&before.record, &key)?,
        "the record has changed",
    )?;
    // A write that began before the touch still succeeds.
    let record = material.record(key, &Draft::new())?;
    ensure(store.update(&key, before.version, record, now).await?, "it gets in the way of updates")
}

pub(super) async fn a_session_that_is_gone_is_not_touched_back_to_life(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let key = material.create(store, "it", &Draft::new()).await?;
    store.delete(&key).await?;
    let now = SystemTime::now();
    ensure(!store.touch(&key, now + A_WHILE, now).await?, "it says that there is a session")?;
    ensure(!is_there(store, &key).await?, "there is one")
}

pub(super) async fn expired_sessions_are_not_counted_among_the_deleted(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let expired = Draft { sid: Some("session"), ..Draft::lasting(A_MOMENT) };
    let lasting = Draft { sid: Some("session"), ..Draft::new() };
    let key = material.create(store, "expired", &expired).await?;
    material.create(store, "lasting", &lasting).await?;
    Delay::new(2 * A_MOMENT).await;
    // Stores that go by the client's clock hear by this what time it is.
    ensure(!is_there(store, &key).await?, "an expired session is loaded")?;
    let record = material.record(key, &lasting)?;
    let provider_session = record.provider_session().ok_or(Reason::Broken("no provider session"))?;
    let count = store.delete_by_provider_session(provider_session).await?;
    ensure(count == 1, "`delete_by_provider_session` counts one that has expired, or none")?;
    material.create(store, "another", &expired).await?;
    Delay::new(2 * A_MOMENT).await;
    ensure(!is_there(store, &material.key("another")).await?, "an expired session is loaded")?;
    ensure(
        store.delete_by_subject(record.subject()).await? == 0,
        "`delete_by_subject` counts one that has expired",
    )
}
