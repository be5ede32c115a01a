use std::time::UNIX_EPOCH;

use super::*;
use crate::session::conformance::material::{Draft, Material};

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

async fn create(
    store: &MemorySessionStore,
    material: &Material,
    name: &str,
    expires_at: u64,
    now: u64,
) -> SessionKey {
    let key = material.key(name);
    let record = material.record(key, &Draft { expires_at: at(expires_at), ..Draft::new() }).unwrap();
    assert!(store.create(&key, record, at(now)).await.unwrap());
    key
}

#[tokio::test]
async fn expired_sessions_go_when_new_ones_come() {
    let (store, material) = (MemorySessionStore::new(), Material::new().unwrap());
    create(&store, &material, "a", 10, 0).await;
    create(&store, &material, "b", 20, 0).await;
    create(&store, &material, "c", 30, 15).await;
    assert_eq!(store.len(), 2);
}

#[tokio::test]
async fn a_full_store_lets_go_of_the_session_that_would_expire_first() {
    let (store, material) = (MemorySessionStore::with_capacity(2), Material::new().unwrap());
    let a = create(&store, &material, "a", 30, 0).await;
    let b = create(&store, &material, "b", 10, 0).await;
    let c = create(&store, &material, "c", 20, 0).await;
    let is_there = async |key| store.load(&key, at(0)).await.unwrap().is_some();
    assert!(!is_there(b).await);
    assert!(is_there(a).await && is_there(c).await);
}

#[tokio::test]
async fn nothing_is_left_of_sessions_that_are_gone() {
    let (store, material) = (MemorySessionStore::new(), Material::new().unwrap());
    let a = create(&store, &material, "a", 100, 0).await;
    create(&store, &material, "b", 100, 0).await;
    store.touch(&a, at(200), at(0)).await.unwrap();
    store.delete(&a).await.unwrap();
    let subject = *material.record(a, &Draft::new()).unwrap().subject();
    assert_eq!(store.delete_by_subject(&subject).await.unwrap(), 1);
    assert!(store.is_empty());
    assert!(store.sessions().is_clean());
}

#[tokio::test]
async fn leases_that_have_expired_do_not_pile_up() {
    let (store, material) = (MemorySessionStore::new(), Material::new().unwrap());
    let holder = LeaseHolder::named("somebody");
    for number in 0..10_000 {
        let lease = LeaseKey::of_session(&material.key(number));
        store.acquire_lease(&lease, &holder, Duration::from_secs(1), at(number)).await.unwrap();
    }
    assert!(store.leases().len() <= FEW_LEASES + 1);
}
