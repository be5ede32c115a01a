//! Counts the panics of a test, on all of its threads, whoever catches them.

use std::collections::BTreeMap;
use std::panic;
use std::sync::{Mutex, Once, PoisonError};
use std::thread;

use tokio::runtime::{Builder, Runtime};

/// By the names of threads: other tests of this process may panic at the same time.
static PANICS: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// A runtime whose threads are called as this one is, which libtest calls after the test.
pub(super) fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).thread_name(name()).enable_all().build().unwrap()
}

/// Panics of this test so far, from the first call on.
pub(super) fn count() -> usize {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            *PANICS.lock().unwrap_or_else(PoisonError::into_inner).entry(name()).or_default() += 1;
            report(panic);
        }));
    });
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).get(&name()).copied().unwrap_or_default()
}

fn name() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}

#[test]
fn a_panic_of_a_task_is_counted_and_one_of_another_test_is_not() {
    let before = count();
    runtime().block_on(async {
        tokio::spawn(async { panic!("on a thread of this test's runtime") }).await.unwrap_err();
    });
    assert_eq!(count(), before + 1);
    thread::Builder::new()
        .name("another".to_owned())
        .spawn(|| panic!("elsewhere"))
        .unwrap()
        .join()
        .unwrap_err();
    assert_eq!(count(), before + 1);
}
