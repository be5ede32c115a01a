//! Three processes of the app behind a plain round-robin: they share one store, refresh a session once, and lose nobody
//! when one of them is killed.

mod round_robin;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use browser_tests::App;
use futures_util::future::join_all;
use logto::testing::{ApiResource, App as LogtoApp, Emulator, Endpoint, Fault, Role, User};
use serde_json::Value;
use tokio::sync::Mutex;

use self::round_robin::RoundRobin;
use crate::servers::postgres::Postgres;
use crate::servers::redis::RedisServer;
use crate::visit::{Browser, Page};

const SHOPPING: &str = "https://shopping.example.com/api";
const PAGE: &str = "/protected/orders";
const REQUESTS: usize = 1000;

/// A busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(30);

/// More than the three seconds for which Logto tolerates a refresh token that was replaced, so that how busy the machine
/// is does not decide. Less than the minute that clocks may be apart.
const GRACE: Duration = Duration::from_secs(30);

/// Three processes and a thousand requests want the machine to themselves.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The deployment, and a browser whose user has signed in to it.
struct Deployment {
    emulator: Emulator,
    instances: Vec<App>,
    entrance: RoundRobin,
    browser: Browser,
}

impl Deployment {
    /// Starts three instances with sessions in the store, and signs dora in. Her access token has expired by now.
    async fn start(session_store: &str) -> Self {
        let emulator = tenant().await;
        let entrance = RoundRobin::open().await;
        let instances: Vec<_> = (0..3).map(|_| instance(&emulator, &entrance, session_store)).collect();
        for instance in &instances {
            entrance.add(&instance.url(""));
        }
        let browser = Browser::new();
        let this = Self { emulator, instances, entrance, browser };

        this.emulator.tamper_responses(Endpoint::Token, |body| {
            body.insert("expires_in".to_owned(), 61.into());
        });
        let page = this.browser.open(&this.url()).await;
        this.browser.sign_in(&page, "dora").await.claims(&this.url());
        this.emulator.stop_tampering();
        // Tokens are used until a minute before they expire.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        this.emulator.clear_requests();
        this
    }

    fn url(&self) -> String {
        format!("{}{PAGE}", self.entrance.address())
    }

    /// What the page shows to so many requests at once.
    async fn ask(&self, times: usize) -> Vec<Value> {
        let url = self.url();
        join_all((0..times).map(|_| async { self.browser.open(&url).await.claims(&url) })).await
    }

    fn token_requests(&self) -> usize {
        self.emulator.requests_to("/oidc/token").len()
    }

    /// Everyone is still signed in when Logto has stopped to tolerate the refresh token that was replaced.
    async fn outlives_the_grace(&self) {
        self.emulator.advance_clock(GRACE + Duration::from_secs(5));
        assert!(self.ask(30).await.iter().all(|shown| shown["may_read"] == true));
    }
}

/// A thousand requests on their way, of which some are cut off and made again.
#[derive(Default)]
struct Crowd {
    answers: AtomicUsize,
    cut: AtomicUsize,
}

impl Crowd {
    /// Has all of them ask for the page; says to how many of them it was shown.
    async fn ask(&self, browser: &Browser, url: &str) -> usize {
        let shown = join_all((0..REQUESTS).map(|_| self.ask_until_answered(browser, url))).await;
        shown.iter().filter(|shown| shown["may_read"] == true).count()
    }

    async fn ask_until_answered(&self, browser: &Browser, url: &str) -> Value {
        let start = Instant::now();
        loop {
            match answer(browser, url).await {
                Ok(page) => {
                    self.answers.fetch_add(1, Ordering::SeqCst);
                    return page.claims(url);
                }
                Err(error) => assert!(start.elapsed() < PATIENCE, "{error}"),
            }
            self.cut.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn answer(browser: &Browser, url: &str) -> reqwest::Result<Page> {
    let response = browser.send(url).await?;
    let (status, url) = (response.status(), response.url().clone());
    Ok(Page { status, url, html: response.text().await? })
}

/// Waits for what has to happen.
async fn until(what: &str, has_happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !has_happened() {
        assert!(start.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A tenant whose app gets a new refresh token with every refresh.
async fn tenant() -> Emulator {
    Emulator::builder()
        .app(LogtoApp::single_page("spa").local_redirect_uris())
        .resource(ApiResource::new(SHOPPING).permissions(["read", "write"]))
        .role(Role::new("shopper").resource_permissions(SHOPPING, ["read"]))
        .user(User::new("dora").role("shopper"))
        .start()
        .await
        .unwrap()
}

fn instance(emulator: &Emulator, entrance: &RoundRobin, session_store: &str) -> App {
    App::start(
        crate::PROGRAM,
        &[
            ("LOGTO_ENDPOINT", emulator.endpoint()),
            ("LOGTO_APP_ID", emulator.app_id()),
            ("LOGTO_BASE_URL", entrance.address()),
            ("LOGTO_COOKIE_KEY", "the cookie key that all three instances have"),
            ("LOGTO_RESOURCES", SHOPPING),
            ("LOGTO_SCOPES", "read write"),
            ("SESSION_STORE", session_store),
            // A thousand requests at once, without optimization, and with all of it on one machine.
            ("SESSION_STORE_TIMEOUT", "30"),
        ],
    )
}

async fn a_thousand_requests_make_one_token_request(session_store: &str) {
    let _alone = ALONE.lock().await;
    let deployment = Deployment::start(session_store).await;
    deployment.emulator.fault(Endpoint::Token, Fault::Delay(Duration::from_millis(200)).times(1));
    let shown = deployment.ask(REQUESTS).await;
    assert_eq!(shown.iter().filter(|shown| shown["may_read"] == true).count(), REQUESTS);
    assert_eq!(deployment.token_requests(), 1);
    assert_eq!(deployment.entrance.used().len(), 3, "every instance has had its share");
    deployment.outlives_the_grace().await;
    assert_eq!(deployment.token_requests(), 1);
}

/// Logto has replaced the refresh token, and the only process that would hear of it is killed, among a thousand requests
/// to it and to those that wait for it.
async fn the_leader_is_killed(session_store: &str) {
    let _alone = ALONE.lock().await;
    let mut deployment = Deployment::start(session_store).await;
    let leader = deployment.instances.remove(0);
    deployment.emulator.fault(Endpoint::Token, Fault::DelayAnswer(Duration::from_mins(1)).times(1));
    let (browser, url) = (deployment.browser.clone(), leader.url(PAGE));
    let first = tokio::spawn(async move { answer(&browser, &url).await.is_ok() });
    until("a token request", || deployment.token_requests() == 1).await;

    let (crowd, url) = (Crowd::default(), deployment.url());
    let (shown, ()) = tokio::join!(crowd.ask(&deployment.browser, &url), async {
        until("requests at all instances", || deployment.entrance.connections() >= REQUESTS / 2).await;
        assert_eq!(crowd.answers.load(Ordering::SeqCst), 0, "all of them wait for the refresh");
        deployment.entrance.remove(&leader.url(""));
        drop(leader);
        deployment.emulator.turn_clock_back(GRACE);
    });
    assert!(!first.await.unwrap(), "its request ended with it");
    assert!(crowd.cut.load(Ordering::SeqCst) >= REQUESTS / 10, "{:?}", crowd.cut);
    assert_eq!(shown, REQUESTS);
    assert_eq!(deployment.token_requests(), 2);
    assert_eq!(deployment.entrance.used().len(), 3, "every instance has had its share");
    deployment.outlives_the_grace().await;
    assert_eq!(deployment.token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_to_three_processes_with_redis_make_one_token_request() {
    let Some(server) = RedisServer::start(&[]) else { return };
    a_thousand_requests_make_one_token_request(&server.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_redis_nobody_is_signed_out_when_the_process_that_refreshes_is_killed() {
    let Some(server) = RedisServer::start(&[]) else { return };
    the_leader_is_killed(&server.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_requests_to_three_processes_with_postgresql_make_one_token_request() {
    let Some(server) = Postgres::start() else { return };
    a_thousand_requests_make_one_token_request(&server.url()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_postgresql_nobody_is_signed_out_when_the_process_that_refreshes_is_killed() {
    let Some(server) = Postgres::start() else { return };
    the_leader_is_killed(&server.url()).await;
}
