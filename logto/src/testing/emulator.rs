//! The handle of a running emulator.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use crate::testing::browser::Browser;
use crate::testing::builder::EmulatorBuilder;
use crate::testing::error::EmulatorError;
use crate::testing::server::{self, Server};
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
    server: Mutex<Server>,
    endpoint: String,
    app_id: String,
    app_secret: String,
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

    pub(in crate::testing) fn running(world: SharedWorld, server: Server) -> Self {
        let state = world.lock();
        let endpoint = state.endpoint.clone();
        let first = state.apps.first().cloned();
        drop(state);
        let secret = first.as_ref().and_then(|app| app.secret.clone()).unwrap_or_default();
        Self {
            world,
            server: Mutex::new(server),
            endpoint,
            app_id: first.map(|app| app.id).unwrap_or_default(),
            app_secret: secret,
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
        Browser::new(self.world.clone(), self.runtime(), self.endpoint.clone())
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

/// Being there.
impl Emulator {
    /// Stops as if it were killed: connections break, requests under way get no answer, and new connections are
    /// refused until [`restart`](Self::restart). Nothing is forgotten: the database of a Logto survives its process.
    pub fn stop(&self) {
        self.server().stop();
    }

    /// Starts again, on the same port and with everything that it knew: users, sessions, grants and keys.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Start`] if somebody else has taken the port meanwhile.
    ///
    /// # Example
    ///
    /// ```
    /// # use logto::testing::Emulator;
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let emulator = Emulator::start().await?;
    /// let alice = emulator.user_id("alice");
    /// emulator.stop();
    /// // … what does the app under test answer now?
    /// emulator.restart().await?;
    /// assert_eq!(emulator.user_id("alice"), alice);
    /// # Ok::<(), logto::testing::EmulatorError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn restart(&self) -> Result<(), EmulatorError> {
        let port = {
            let mut server = self.server();
            server.stop();
            server.port
        };
        let world = self.world.clone();
        let (_, server) = server::run(port, move |_| world).await?;
        *self.server() = server;
        Ok(())
    }

    /// Where the emulator does its own work.
    pub(in crate::testing) fn runtime(&self) -> Handle {
        self.server().runtime.clone()
    }

    fn server(&self) -> MutexGuard<'_, Server> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner)
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
