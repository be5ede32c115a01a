//! The handle of a running emulator.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::testing::browser::Browser;
use crate::testing::builder::EmulatorBuilder;
use crate::testing::error::EmulatorError;
use crate::testing::state::World;

/// A Logto tenant on a local port, which ends when this is dropped.
///
/// It runs on a thread of its own: blocking clients, paused clocks and other runtimes do not get in its way.
///
/// # Example
///
/// ```
/// use logto::testing::Emulator;
///
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let emulator = Emulator::start().await?;
/// println!("LOGTO_ENDPOINT={}", emulator.endpoint());
/// println!("LOGTO_APP_ID={}", emulator.app_id());
/// println!("LOGTO_APP_SECRET={}", emulator.app_secret());
/// # Ok::<(), logto::testing::EmulatorError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Emulator {
    pub(in crate::testing) world: SharedWorld,
    pub(in crate::testing) runtime: Handle,
    endpoint: String,
    app_id: String,
    app_secret: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Emulator {
    /// A tenant with one traditional app, which takes any local redirect URI, and one user, `alice`, on a free port.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Start`] if the machine gives no port or no thread.
    pub async fn start() -> Result<Self, EmulatorError> {
        Self::builder().start().await
    }

    /// A tenant that is set up first.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }

    pub(in crate::testing) fn running(
        world: SharedWorld,
        runtime: Handle,
        stop: oneshot::Sender<()>,
        thread: JoinHandle<()>,
    ) -> Self {
        let state = world.lock();
        let endpoint = state.endpoint.clone();
        let first = state.apps.first().cloned();
        drop(state);
        let secret = first.as_ref().and_then(|app| app.secret.clone()).unwrap_or_default();
        Self {
            world,
            runtime,
            endpoint,
            app_id: first.map(|app| app.id).unwrap_or_default(),
            app_secret: secret,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The endpoint, such as `http://localhost:3301`, without a trailing slash.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The ID of the first app.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The secret of the first app; empty if it has none.
    pub fn app_secret(&self) -> &str {
        &self.app_secret
    }

    /// The secret of any app.
    pub fn secret_of(&self, app_id: &str) -> Option<String> {
        self.world.lock().app(app_id).and_then(|app| app.secret.clone())
    }

    /// The ID of a user, the `sub` of their tokens.
    pub fn user_id(&self, username: &str) -> Option<String> {
        let world = self.world.lock();
        world.user_identified_by(username).map(|user| user.id.clone())
    }

    /// A browser without cookies, for sign-ins that need none of a person.
    pub fn browser(&self) -> Browser {
        Browser::new(self.world.clone(), self.runtime.clone(), self.endpoint.clone())
    }

    /// Signs a user in from an authorization URL, in a fresh browser, and gives back the URL of the app's callback.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`], and [`EmulatorError::Refused`] if the authorization request cannot be answered
    /// at the callback. A refusal that goes to the callback, with `error` in its query, is a callback like any other.
    pub async fn sign_in(&self, username: &str, authorization_url: &str) -> Result<String, EmulatorError> {
        self.browser().sign_in(username, authorization_url).await
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("endpoint", &self.endpoint)
            .field("app_id", &self.app_id)
            .finish_non_exhaustive()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // The thread ends as soon as it hears of it, whatever its connections do; then the port is free again.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// The world, which the server and the handles look at in turn. It is full of tokens, so its `Debug` is empty.
#[derive(Clone)]
pub(in crate::testing) struct SharedWorld(Arc<Mutex<World>>);

impl SharedWorld {
    pub(in crate::testing) fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    /// A hook that panicked leaves the world usable.
    pub(in crate::testing) fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SharedWorld {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedWorld").finish_non_exhaustive()
    }
}
