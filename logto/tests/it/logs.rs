//! What is logged on the test's own thread, where its runtime runs everything: also by crates that log with `log`.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Level};
use tracing_subscriber::util::SubscriberInitExt;

/// Captures all log lines, down to `TRACE`, for as long as it lives.
pub(crate) struct Logs {
    buffer: Buffer,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

/// While there is one subscriber only, an event that first happens on a thread without one counts as of no interest to
/// anybody, also on the thread of the test that has it. So there are always two.
static ANOTHER: LazyLock<Dispatch> =
    LazyLock::new(|| Dispatch::new(tracing_subscriber::fmt().with_max_level(Level::TRACE).finish()));

impl Logs {
    pub(crate) fn capture() -> Self {
        LazyLock::force(&ANOTHER);
        let buffer = Buffer::default();
        let writer = buffer.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        Self { buffer, _guard: subscriber.set_default() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.buffer.0.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn assert_has(&self, text: &str) {
        let logged = self.text();
        let ours: Vec<_> = logged.lines().filter(|line| line.contains(" logto::")).collect();
        assert!(logged.contains(text), "`{text}` is not in the log:\n{}", ours.join("\n"));
    }
}

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
