//! Redis is restarted while requests come without pause.

use std::cell::Cell;
use std::time::Duration;

use futures_util::future::join_all;
use logto::ConfigBuilder;

use crate::app::Account;
use crate::stores::rounds::Rounds;
use crate::stores::servers::redis::{PERSISTENT, RedisServer};
use crate::tokens::app::{TokenApp, start_with, traditional};
use crate::tokens::visitor::{Reply, Visitor};

const VISITORS: usize = 6;

/// How often everybody asks before Redis does something else.
const ENOUGH: usize = 30;

/// What Redis is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Up,
    /// Between the beginning of its end and the end of its beginning.
    Changing,
    Down,
    Over,
}

/// How requests ended that began and ended in one phase.
#[derive(Debug, Default)]
struct Tally {
    admitted: usize,
    unavailable: usize,
}

/// What everybody knows.
struct Drill {
    phase: Cell<Phase>,
    rounds: Rounds,
}

/// Asks without pause, as the asker of a number, and checks every answer.
async fn ask(
    visitor: &Visitor<'_>,
    cookies: &str,
    (Drill { phase, rounds }, asker): (&Drill, usize),
    check: impl Fn(Phase, &Reply),
) -> Tally {
    let mut tally = Tally::default();
    for path in ["/plain", "/page", "/guarded-only"].iter().cycle() {
        let before = phase.get();
        if before == Phase::Over {
            break;
        }
        let reply = visitor.get_with(path, cookies).await;
        check(if phase.get() == before { before } else { Phase::Changing }, &reply);
        tally.admitted += usize::from(reply.status == 200);
        tally.unavailable += usize::from(reply.status == 503);
        rounds.answered(asker);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    tally
}

/// Who has a session is admitted, or asked to come again; and nothing else.
fn check_signed_in(phase: Phase, reply: &Reply) {
    let expected: &[u16] = match phase {
        Phase::Up => &[200],
        Phase::Down => &[503],
        Phase::Changing | Phase::Over => &[200, 503],
    };
    assert!(expected.contains(&reply.status), "{phase:?} {reply:?}");
    assert!(reply.status == 200 || reply.set_cookies.is_empty(), "{reply:?}");
}

/// Who has none is not admitted.
fn check_signed_out(phase: Phase, reply: &Reply) {
    assert_ne!(reply.status, 200, "{phase:?} {reply:?}");
    assert!(phase != Phase::Down || reply.status == 503, "{reply:?}");
}

/// Takes Redis down and up, in order and on the spot.
async fn restart(server: RedisServer, Drill { phase, rounds }: &Drill) -> RedisServer {
    let mut server = server;
    for end in [RedisServer::stop, RedisServer::kill] {
        rounds.pass(ENOUGH).await;
        phase.set(Phase::Changing);
        server = on_a_thread(server, end).await;
        phase.set(Phase::Down);
        rounds.pass(ENOUGH).await;
        phase.set(Phase::Changing);
        server = on_a_thread(server, RedisServer::start_again).await;
        phase.set(Phase::Up);
    }
    rounds.pass(ENOUGH).await;
    phase.set(Phase::Over);
    server
}

async fn on_a_thread(mut server: RedisServer, act: fn(&mut RedisServer)) -> RedisServer {
    let act = move || {
        act(&mut server);
        server
    };
    tokio::task::spawn_blocking(act).await.unwrap()
}

async fn signed_in(app: &TokenApp) -> Vec<Visitor<'_>> {
    let mut visitors = Vec::new();
    for _ in 0..VISITORS {
        visitors.push(app.visitor().await);
    }
    visitors
}

#[tokio::test]
async fn while_redis_is_down_requests_get_503_and_afterwards_all_sessions_go_on() {
    let Some(server) = RedisServer::start(PERSISTENT) else { return };
    let store = server.store();
    let app =
        start_with(traditional(), ConfigBuilder::claims::<Account>, |client| client.session_store(store))
            .await;
    let visitors = signed_in(&app).await;
    let former = app.visitor().await;
    let signed_out = former.cookies();
    former.get("/sign-out").await;
    let made_up = signed_out.replace('=', "=x");
    let drill = Drill { phase: Cell::new(Phase::Up), rounds: Rounds::of(VISITORS + 2) };

    let legitimate = join_all(visitors.iter().enumerate().map(async |(number, visitor)| {
        ask(visitor, &visitor.cookies(), (&drill, number), check_signed_in).await
    }));
    let outsider = app.visitor_with("");
    let others = [(&signed_out, VISITORS), (&made_up, VISITORS + 1)];
    let others =
        join_all(others.map(|(cookies, number)| ask(&outsider, cookies, (&drill, number), check_signed_out)));
    let (_server, tallies, others) = tokio::join!(restart(server, &drill), legitimate, others);

    for tally in tallies {
        assert!(tally.admitted >= 3 * ENOUGH && tally.unavailable >= 2 * ENOUGH, "{tally:?}");
    }
    for tally in others {
        assert!(tally.admitted == 0 && tally.unavailable >= 2 * ENOUGH, "{tally:?}");
    }
    for visitor in &visitors {
        assert_eq!(visitor.get("/token/shopping").await.status, 200);
        visitor.get("/sign-out").await;
        assert!(!visitor.is_signed_in().await);
    }
}
