//! What has to be true, whatever the fault was.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::callers::{Caller, Jar, Right, callers};
use super::panics;
use super::tenant::World;
use super::trouble::Trouble;

/// How often each caller is answered before the fault and after it, and at least how often during the fault whoever has
/// nobody to wait for.
const ENOUGH: usize = 20;

/// How long that, and the recovery, may take: the machine may have other things to do. The HTTP client gives up after
/// ten seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Has the fault happen under load, and judges:
///
/// - nothing panicked;
/// - who has no right to get in never did;
/// - users whose session asks nobody got in all the time, during the fault too;
/// - soon after its end everybody with a right got in, without a restart and without signing in again;
/// - a new visitor can sign in.
pub(super) async fn judge(trouble: Trouble, lasts: Duration) {
    let panics = panics::count();
    let world = Arc::new(World::start().await);
    let callers = callers(&world).await;
    let load: Vec<_> =
        callers.iter().map(|caller| tokio::spawn(Arc::clone(caller).go_on(Arc::clone(&world)))).collect();

    go_round(&callers, |_| true).await;
    let before: Vec<_> = callers.iter().map(|caller| caller.statuses.lock().unwrap().clone()).collect();
    for (caller, answers) in callers.iter().zip(&before) {
        let expected = |status: &u16| (*status == 200) == (caller.right != Right::Never);
        assert!(!answers.is_empty() && answers.iter().all(expected), "{}: {answers:?}", caller.name);
    }

    trouble.begin(&world);
    tokio::join!(tokio::time::sleep(lasts), go_round(&callers, |caller| caller.right == Right::Always));
    trouble.end(&world).await;
    let recovered_after = recovery(&world, &callers).await;
    let visitor = Jar::default();
    for router in [&world.sealed, &world.stored] {
        assert_eq!(visitor.sign_in(&world, router).await, 303, "{trouble:?}: a new visitor");
    }
    // One that is under way may have begun during the fault.
    let calm_from: Vec<_> = callers.iter().map(|caller| caller.answers() + 1).collect();
    go_round(&callers, |_| true).await;

    load.iter().for_each(tokio::task::JoinHandle::abort);
    for (caller, calm_from) in callers.iter().zip(calm_from) {
        assert_fair(caller, calm_from, &trouble);
    }
    assert_eq!(panics::count(), panics, "{trouble:?}: something panicked");
    report(&trouble, &callers, recovered_after);
}

/// Waits until each of these callers has been answered often enough.
async fn go_round(callers: &[Arc<Caller>], who: impl Fn(&Caller) -> bool) {
    let begin = Instant::now();
    let callers = callers.iter().filter(|caller| who(caller));
    for (caller, so_far) in callers.map(|caller| (caller, caller.answers())).collect::<Vec<_>>() {
        while caller.answers() <= so_far + ENOUGH {
            assert!(begin.elapsed() < PATIENCE, "{} makes only {} requests", caller.name, caller.answers());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Waits until everybody with a right gets in, and says how long that took.
async fn recovery(world: &World, callers: &[Arc<Caller>]) -> Duration {
    let begin = Instant::now();
    for caller in callers.iter().filter(|caller| caller.right != Right::Never) {
        loop {
            let status = caller.ask(world).await;
            if status == 200 {
                break;
            }
            assert!(begin.elapsed() < PATIENCE, "{} gets {status} for too long", caller.name);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(begin.elapsed() < PATIENCE, "{} gets 200 too late", caller.name);
    }
    begin.elapsed()
}

fn assert_fair(caller: &Caller, calm_from: usize, trouble: &Trouble) {
    let Caller { name, right, .. } = caller;
    let answers = caller.statuses.lock().unwrap();
    let (all, calm) = (answers.as_slice(), answers.get(calm_from..).unwrap_or_default());
    assert!(calm.len() >= ENOUGH, "{trouble:?}: {name} made only {} requests", all.len());
    match right {
        Right::Never => assert!(all.iter().all(|status| *status != 200), "{trouble:?}: {name} got in"),
        Right::Always => {
            assert!(all.iter().all(|status| *status == 200), "{trouble:?}: {name} got {all:?}");
        }
        Right::WhenWell => {
            assert!(calm.iter().all(|status| *status == 200), "{trouble:?}: {name} got {calm:?} in the end");
        }
    }
}

/// What happened, for whoever looks at the output: `cargo nextest run … --success-output final`.
#[expect(clippy::print_stdout, reason = "the figures of a run are for people")]
fn report(trouble: &Trouble, callers: &[Arc<Caller>], recovered_after: Duration) {
    let requests: usize = callers.iter().map(|caller| caller.answers()).sum();
    let with_right = callers.iter().filter(|caller| caller.right != Right::Never);
    let refused: usize = with_right
        .map(|caller| caller.statuses.lock().unwrap().iter().filter(|status| **status != 200).count())
        .sum();
    println!(
        "{trouble:?}: {requests} requests, {refused} of callers with a right refused meanwhile, all served {} ms \
         after the end",
        recovered_after.as_millis()
    );
}
