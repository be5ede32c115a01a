//! Leases: one holder at a time, and none for ever.

use std::time::{Duration, SystemTime};

use futures_timer::Delay;
use futures_util::future::try_join_all;

use super::material::{A_MOMENT, A_WHILE, Material};
use super::{Outcome, Reason, ensure};
use crate::session::keys::LeaseHolder;
use crate::session::store::{SessionStore, StoreError};

/// How many ask at the same time.
const HOLDERS: usize = 16;

/// Asks for the lease `name` of a case.
async fn acquire(
    store: &impl SessionStore,
    material: &Material,
    name: &str,
    holder: &LeaseHolder,
    duration: Duration,
) -> Result<bool, StoreError> {
    store.acquire_lease(&material.lease(name), holder, duration, SystemTime::now()).await
}

pub(super) async fn a_lease_has_one_holder(store: &impl SessionStore, material: &Material) -> Outcome {
    let (first, second) = (material.holder("first"), material.holder("second"));
    ensure(acquire(store, material, "it", &first, A_WHILE).await?, "a free lease was refused")?;
    ensure(!acquire(store, material, "it", &second, A_WHILE).await?, "somebody else gets it too")?;
    store.release_lease(&material.lease("it"), &first).await?;
    ensure(acquire(store, material, "it", &second, A_WHILE).await?, "a released lease was refused")
}

pub(super) async fn who_has_a_lease_may_take_it_again(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let (first, second) = (material.holder("first"), material.holder("second"));
    ensure(acquire(store, material, "it", &first, A_MOMENT).await?, "a free lease was refused")?;
    ensure(acquire(store, material, "it", &first, A_WHILE).await?, "its holder was refused")?;
    Delay::new(2 * A_MOMENT).await;
    ensure(!acquire(store, material, "it", &second, A_WHILE).await?, "it was not extended")
}

pub(super) async fn a_lease_that_has_expired_is_anybodys(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let (first, second) = (material.holder("first"), material.holder("second"));
    ensure(acquire(store, material, "it", &first, A_MOMENT).await?, "a free lease was refused")?;
    Delay::new(2 * A_MOMENT).await;
    ensure(acquire(store, material, "it", &second, A_WHILE).await?, "an expired lease was refused")?;
    ensure(!acquire(store, material, "it", &first, A_WHILE).await?, "the former holder gets it too")?;
    store.release_lease(&material.lease("it"), &first).await?;
    let taken = acquire(store, material, "it", &material.holder("third"), A_WHILE).await?;
    ensure(!taken, "the former holder released it")
}

pub(super) async fn only_the_holder_releases_a_lease(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let (first, second) = (material.holder("first"), material.holder("second"));
    store.release_lease(&material.lease("it"), &first).await?;
    ensure(acquire(store, material, "it", &first, A_WHILE).await?, "a free lease was refused")?;
    store.release_lease(&material.lease("it"), &second).await?;
    ensure(!acquire(store, material, "it", &second, A_WHILE).await?, "somebody else released it")
}

pub(super) async fn leases_of_different_keys_have_nothing_to_do_with_each_other(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let (first, second) = (material.holder("first"), material.holder("second"));
    ensure(acquire(store, material, "a", &first, A_WHILE).await?, "a free lease was refused")?;
    ensure(acquire(store, material, "b", &second, A_WHILE).await?, "another free lease was refused")?;
    store.release_lease(&material.lease("b"), &second).await?;
    ensure(!acquire(store, material, "a", &second, A_WHILE).await?, "releasing one released the other")
}

pub(super) async fn of_many_who_ask_for_a_lease_exactly_one_gets_it(
    store: &impl SessionStore,
    material: &Material,
) -> Outcome {
    let holders: Vec<_> = (0..HOLDERS).map(|number| material.holder(number)).collect();
    let asked = holders
        .iter()
        .map(async |holder| Ok::<_, Reason>(acquire(store, material, "it", holder, A_WHILE).await?));
    let holding = try_join_all(asked).await?.into_iter().filter(|got| *got).count();
    ensure(holding == 1, "none got it, or more than one")
}
