//! Sessions kept on the server.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use logto::session::{
    LeaseHolder, LeaseKey, MemorySessionStore, ProviderSessionKey, SessionKey, SessionRecord, SessionStore,
    StoreError, StoredSession, SubjectKey,
};

use crate::app::App;
use crate::browser::Browser;
use crate::logs::Logs;

/// A store that keeps bytes as a database does, that the test can look into, and that can be out of order.
#[derive(Clone, Default)]
pub(crate) struct Store {
    pub(crate) memory: Arc<MemorySessionStore>,
    pub(crate) touches: Arc<AtomicUsize>,
    /// All that was ever written.
    written: Arc<Mutex<Vec<u8>>>,
    down: Arc<AtomicBool>,
    slow: Arc<AtomicBool>,
}

impl Store {
    pub(crate) fn set_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }

    /// All bytes that were ever written, keys and index values included.
    pub(crate) fn dump(&self) -> Vec<u8> {
        self.written.lock().unwrap().clone()
    }

    fn written(&self, record: &SessionRecord) -> Result<Arc<SessionRecord>, StoreError> {
        let bytes = record.to_bytes()?;
        let mut written = self.written.lock().unwrap();
        written.extend_from_slice(&bytes);
        written.extend_from_slice(record.subject().as_bytes());
        written.extend(record.provider_session().into_iter().flat_map(ProviderSessionKey::as_bytes));
        Ok(Arc::new(SessionRecord::from_bytes(&bytes)?))
    }

    /// From here on, it takes its time to answer.
    pub(crate) fn slow_down(&self) {
        self.slow.store(true, Ordering::SeqCst);
    }

    async fn check(&self) -> Result<&MemorySessionStore, StoreError> {
        if self.slow.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if self.down.load(Ordering::SeqCst) { Err(StoreError::new("out of order")) } else { Ok(&self.memory) }
    }
}

impl SessionStore for Store {
    async fn load(&self, key: &SessionKey, now: SystemTime) -> Result<Option<StoredSession>, StoreError> {
        self.check().await?.load(key, now).await
    }

    async fn create(
        &self,
        key: &SessionKey,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.check().await?.create(key, self.written(&record)?, now).await
    }

    async fn update(
        &self,
        key: &SessionKey,
        version: u64,
        record: Arc<SessionRecord>,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.check().await?.update(key, version, self.written(&record)?, now).await
    }

    async fn touch(
        &self,
        key: &SessionKey,
        expires_at: SystemTime,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.touches.fetch_add(1, Ordering::SeqCst);
        self.check().await?.touch(key, expires_at, now).await
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), StoreError> {
        self.check().await?.delete(key).await
    }

    async fn delete_by_subject(&self, subject: &SubjectKey) -> Result<u64, StoreError> {
        self.check().await?.delete_by_subject(subject).await
    }

    async fn delete_by_provider_session(
        &self,
        provider_session: &ProviderSessionKey,
    ) -> Result<u64, StoreError> {
        self.check().await?.delete_by_provider_session(provider_session).await
    }

    async fn acquire_lease(
        &self,
        key: &LeaseKey,
        holder: &LeaseHolder,
        duration: Duration,
        now: SystemTime,
    ) -> Result<bool, StoreError> {
        self.check().await?.acquire_lease(key, holder, duration, now).await
    }

    async fn release_lease(&self, key: &LeaseKey, holder: &LeaseHolder) -> Result<(), StoreError> {
        self.check().await?.release_lease(key, holder).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.check().await?.ping().await
    }
}

async fn app() -> (App, Store) {
    let store = Store::default();
    let given = store.clone();
    let app = App::with(|config| config, |client| client.session_store(given)).await;
    (app, store)
}

#[tokio::test]
async fn the_cookie_holds_the_session_id_and_nothing_else() {
    let (app, store) = app().await;
    let browser = app.signed_in().await;
    assert_eq!(store.memory.len(), 1);
    let (_, id) = browser.cookie("-session");
    assert_eq!(id.len(), 43, "256 random bits in base64url");
    assert_eq!(browser.count_cookies("-claims") + browser.count_cookies("-tokens"), 0);
    assert_eq!(browser.load(&app.url("/full")).await.json()["custom_data"]["tier"], "gold");
}

#[tokio::test]
async fn a_session_id_that_was_planted_is_worth_nothing_after_the_sign_in() {
    let (app, store) = app().await;
    let attacker = app.signed_in().await;
    let (name, planted) = attacker.cookie("-session");
    for planted in [planted.as_str(), "made-up"] {
        let victim = Browser::new();
        victim.set_cookie(&name, planted);
        app.sign_in_at(&victim, "/sign-in", "bob").await;
        assert_ne!(victim.cookie("-session").1, planted);
        let thief = Browser::new();
        thief.set_cookie(&name, planted);
        app.assert_signed_in(&thief, false).await;
        app.assert_signed_in(&victim, true).await;
    }
    // The session that was there before is gone, not left behind.
    assert_eq!(store.memory.len(), 2);
}

#[tokio::test]
async fn sign_out_deletes_the_record_so_that_a_stolen_cookie_is_worth_nothing() {
    let (app, store) = app().await;
    let browser = app.signed_in().await;
    let thief = browser.copy();
    browser.load(&app.url("/sign-out")).await;
    assert!(store.memory.is_empty());
    assert!(browser.cookies().is_empty());
    app.assert_signed_in(&thief, false).await;
    assert_eq!(app.emulator.requests_to("/oidc/token/revocation").len(), 1);
}

#[tokio::test]
async fn clearing_the_tokens_deletes_the_record() {
    let (app, store) = app().await;
    let browser = app.signed_in().await;
    browser.load(&app.url("/clear")).await;
    assert!(store.memory.is_empty());
    assert_eq!(browser.count_cookies("-session"), 0);
}

#[tokio::test]
async fn ids_that_are_not_known_count_as_signed_out() {
    let (app, _) = app().await;
    let browser = app.signed_in().await;
    let (name, id) = browser.cookie("-session");
    for other in ["", "x", &id[1..], &format!("{id}x"), &"x".repeat(4000)] {
        browser.set_cookie(&name, other);
        app.assert_signed_in(&browser, false).await;
    }
}

#[tokio::test]
async fn a_session_in_the_store_ends_after_its_lifetime() {
    let store = Store::default();
    let given = store.clone();
    let lifetime = Duration::from_secs(1800);
    let app =
        App::with(|config| config.session_lifetime(lifetime), |client| client.session_store(given)).await;
    let browser = app.signed_in().await;
    app.advance(lifetime);
    app.assert_signed_in(&browser, false).await;
}

#[tokio::test]
async fn a_profile_too_large_for_cookies_fits_into_the_store() {
    let (app, _) = app().await;
    app.emulator.update_user("alice", |user| user.profile("nickname", "n".repeat(12_000))).unwrap();
    let browser = app.signed_in().await;
    assert_eq!(browser.load(&app.url("/page")).await.json()["nickname"], "n".repeat(12_000));
}

#[tokio::test]
async fn a_store_that_is_out_of_order_is_503_and_signs_nobody_out() {
    let (logs, (app, store)) = (Logs::capture(), app().await);
    let browser = app.signed_in().await;
    store.set_down(true);
    for path in ["/page", "/optional", "/session"] {
        let page = browser.load(&app.url(path)).await;
        page.assert_refused(503);
        assert_eq!(page.headers["retry-after"], "5");
        assert!(page.set_cookies.is_empty());
    }
    logs.assert_has("the session store failed: out of order");
    assert_eq!(browser.load(&app.url("/")).await.status, 200);
    store.set_down(false);
    app.assert_signed_in(&browser, true).await;
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_kept_is_503_and_looks_like_no_success() {
    let (app, store) = app().await;
    let browser = Browser::new();
    let callback = app.sign_in_up_to_callback(&browser, "/page", "alice").await;
    store.set_down(true);
    browser.load(&callback).await.assert_refused(503);
    assert_eq!(browser.count_cookies("-session"), 0);
    store.set_down(false);
    assert_eq!(app.sign_in_at(&browser, "/page", "alice").await.status, 200);
}

#[tokio::test]
async fn another_instance_that_does_not_know_the_session_answers_instead_of_redirecting_forever() {
    let logs = Logs::capture();
    let app = App::with(|config| config, |client| client.session_store(MemorySessionStore::new())).await;
    let sibling =
        app.start_sibling(|config| config, |client| client.session_store(MemorySessionStore::new())).await;
    let browser = app.signed_in().await;
    browser.load(&format!("{sibling}/page")).await.assert_refused(401);
    browser.load(&format!("{sibling}/elsewhere")).await.assert_refused(401);
    logs.assert_has("sessions are kept in the memory of another instance");
    app.assert_signed_in(&browser, true).await;
}
