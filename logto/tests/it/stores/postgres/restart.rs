//! PostgreSQL is stopped and started again while everybody goes on.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use logto::ConfigBuilder;

use crate::app::Account;
use crate::stores::rounds::Rounds;
use crate::stores::servers::postgres::{Postgres, Stop};
use crate::tokens::app::{TokenApp, rotating, start_with};
use crate::tokens::visitor::Reply;

/// How often everybody asks before the server does something else.
const ENOUGH: usize = 5;

/// How soon everybody is served once the server is there again, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// What requests were answered with meanwhile.
struct Answers {
    statuses: Mutex<BTreeSet<(&'static str, u16)>>,
    rounds: Rounds,
}

impl Answers {
    fn note(&self, who: &'static str, reply: &Reply) {
        self.statuses.lock().unwrap().insert((who, reply.status));
    }

    fn of(&self, who: &str) -> Vec<u16> {
        self.statuses
            .lock()
            .unwrap()
            .iter()
            .filter(|(name, _)| *name == who)
            .map(|(_, status)| *status)
            .collect()
    }
}

/// Sends requests without pause, some of them with a session that is good, some with one that is not.
async fn keep_asking(app: &TokenApp, good: &[String], bad: &[String], answers: &Answers, stop: &AtomicBool) {
    let ask = async |asker: usize, who: &'static str, path: &str, cookies: &str| {
        let visitor = app.visitor_with(cookies);
        while !stop.load(Ordering::SeqCst) {
            answers.note(who, &visitor.get_with(path, cookies).await);
            answers.rounds.answered(asker);
            tokio::task::yield_now().await;
        }
    };
    let good = good.iter().flat_map(|cookies| [("good", "/plain", cookies), ("good", "/page", cookies)]);
    let bad = bad.iter().flat_map(|cookies| [("bad", "/plain", cookies), ("bad page", "/page", cookies)]);
    let askers = good.chain(bad).enumerate();
    join_all(askers.map(|(asker, (who, path, cookies))| ask(asker, who, path, cookies))).await;
}

/// Blocks a thread of its own, and not those who ask.
async fn with(mut server: Postgres, change: impl FnOnce(&mut Postgres) + Send + 'static) -> Postgres {
    let changed = tokio::task::spawn_blocking(move || {
        change(&mut server);
        server
    });
    changed.await.unwrap()
}

async fn statuses(app: &TokenApp, cookies: &[String], path: &str) -> BTreeSet<u16> {
    let asked =
        cookies.iter().map(async |cookies| app.visitor_with(cookies).get_with(path, cookies).await.status);
    join_all(asked).await.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn restarts_under_load_are_503_meanwhile_and_cost_no_session_and_admit_nobody() {
    let Some(mut server) = Postgres::start() else { return };
    let store = server.migrated_store().await;
    let app =
        start_with(rotating(), ConfigBuilder::claims::<Account>, |client| client.session_store(store)).await;
    let mut good = Vec::new();
    for _ in 0..4 {
        good.push(app.visitor().await.cookies());
    }
    let leaver = app.visitor().await;
    let left = leaver.cookies();
    leaver.get("/sign-out").await;
    let foreign = good[0].replace('=', "=foreign-");
    let bad = [left, foreign];
    // Each asks for two pages.
    let rounds = Rounds::of(2 * (good.len() + bad.len()));
    let (answers, stop) = (Answers { statuses: Mutex::default(), rounds }, AtomicBool::new(false));
    // Who has signed in just now is told so for ten seconds.
    app.clock.stop();

    let drill = async {
        for how in [Stop::Fast, Stop::Immediate, Stop::Fast, Stop::Immediate] {
            answers.rounds.pass(ENOUGH).await;
            server = with(server, move |server| server.stop(how)).await;
            for path in ["/plain", "/page"] {
                assert_eq!(statuses(&app, &good, path).await, [503].into(), "{how:?}");
                assert_eq!(statuses(&app, &bad, path).await, [503].into(), "{how:?}");
            }
            answers.rounds.pass(ENOUGH).await;
            server = with(server, Postgres::start_again).await;
            let start = Instant::now();
            while statuses(&app, &good, "/plain").await != [200].into() {
                assert!(start.elapsed() < PATIENCE, "{how:?}");
            }
            assert_eq!(statuses(&app, &bad, "/plain").await, [401].into(), "{how:?}");
        }
        stop.store(true, Ordering::SeqCst);
    };
    tokio::join!(keep_asking(&app, &good, &bad, &answers, &stop), drill);

    assert_eq!(answers.of("good"), [200, 503]);
    assert_eq!(answers.of("bad"), [401, 503]);
    // Who signed in a moment ago is told so instead of being redirected.
    assert_eq!(answers.of("bad page"), [303, 401, 503]);
}
