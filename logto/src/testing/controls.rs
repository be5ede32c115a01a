//! What a test changes while the emulator runs, and what it asks afterwards.

use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::testing::crypto::{Algorithm, TokenDraft};
use crate::testing::emulator::Emulator;
use crate::testing::endpoints::Endpoint;
use crate::testing::error::EmulatorError;
use crate::testing::faults::FaultPlan;
use crate::testing::model::User;
use crate::testing::request_log::RecordedRequest;
use crate::testing::tampering::Tampering;

/// Requests that were received.
impl Emulator {
    /// All requests since the start, or since [`Emulator::clear_requests`], in the order of their arrival.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.world.lock().log.all()
    }

    /// The requests to one path, such as `/oidc/token`.
    pub fn requests_to(&self, path: &str) -> Vec<RecordedRequest> {
        let mut requests = self.requests();
        requests.retain(|request| request.path == path);
        requests
    }

    /// Forgets the requests received so far.
    pub fn clear_requests(&self) {
        self.world.lock().log.clear();
    }
}

/// Faults.
impl Emulator {
    /// Makes requests to an endpoint fail: [`Fault::times`](super::Fault::times) says how many, else all.
    pub fn fault(&self, endpoint: Endpoint, plan: impl Into<FaultPlan>) {
        self.world.lock().faults.add(endpoint, plan.into());
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.world.lock().faults.clear();
    }
}

/// Time and keys.
impl Emulator {
    /// Lets time pass. A client under test has a clock of its own: [`Emulator::now`] is what to set it to.
    pub fn advance_clock(&self, by: Duration) {
        self.world.lock().advance_clock(by);
    }

    /// Turns the clock back, as when a server's clock that was wrong is set: what it signs from now on is older.
    pub fn turn_clock_back(&self, by: Duration) {
        self.world.lock().turn_clock_back(by);
    }

    /// The emulator's time.
    pub fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.world.lock().now().milliseconds())
    }

    /// Signs with a new key, perhaps for another algorithm. The old one stays in the key set.
    pub fn rotate_keys(&self, algorithm: Algorithm) {
        self.world.lock().keys.rotate(algorithm);
    }

    /// Takes all but the current key out of the key set.
    pub fn drop_previous_keys(&self) {
        self.world.lock().keys.drop_previous();
    }
}

/// Users.
impl Emulator {
    /// Adds a user.
    pub fn add_user(&self, user: User) {
        self.world.lock().add_user(user);
    }

    /// Changes a user, as an administrator would; claims show it with the next token or userinfo response.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`].
    ///
    /// # Example
    ///
    /// ```
    /// # use logto::testing::{Emulator, EmulatorError};
    /// # fn example(emulator: &Emulator) -> Result<(), EmulatorError> {
    /// emulator.update_user("alice", |user| user.roles(["admin"]).name("Alice of Acme"))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn update_user(
        &self,
        username: &str,
        change: impl FnOnce(User) -> User,
    ) -> Result<(), EmulatorError> {
        let mut world = self.world.lock();
        let now = world.now().milliseconds();
        let user = world.users.iter_mut().find(|user| user.is_identified_by(username));
        let user = user.ok_or_else(|| EmulatorError::UnknownUser(username.to_owned()))?;
        *user = change(user.clone());
        user.updated_at = now;
        Ok(())
    }

    /// Suspends a user: ends their sessions, takes back their tokens, and refuses new ones.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`].
    pub fn suspend_user(&self, username: &str) -> Result<(), EmulatorError> {
        self.update_user(username, |user| user.suspended(true))?;
        self.end_sessions(username)?;
        self.revoke_grants(username)
    }

    /// Deletes a user, their sessions and their tokens.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`].
    pub fn delete_user(&self, username: &str) -> Result<(), EmulatorError> {
        self.end_sessions(username)?;
        self.revoke_grants(username)?;
        self.world.lock().users.retain(|user| !user.is_identified_by(username));
        Ok(())
    }

    /// Takes back every code, refresh token and opaque access token of a user.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`].
    pub fn revoke_grants(&self, username: &str) -> Result<(), EmulatorError> {
        let id = self.known_user(username)?;
        self.world.lock().grants.revoke_all_of(&id);
        Ok(())
    }

    /// Signs a user out of every browser, as far as Logto itself is concerned. Apps with a
    /// [`back_channel_logout_uri`](super::App::back_channel_logout_uri) hear of it soon.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownUser`].
    pub fn end_sessions(&self, username: &str) -> Result<(), EmulatorError> {
        let id = self.known_user(username)?;
        {
            let mut world = self.world.lock();
            for session in world.browsers.end_sessions_of(&id) {
                world.announce_end_of(&session);
            }
        }
        self.deliver_logout_tokens();
        Ok(())
    }

    fn known_user(&self, username: &str) -> Result<String, EmulatorError> {
        self.user_id(username).ok_or_else(|| EmulatorError::UnknownUser(username.to_owned()))
    }
}

/// Lies, one hook per kind; a second hook replaces the first.
///
/// A hook runs while the emulator answers: it must not call the emulator.
impl Emulator {
    /// Changes ID tokens before, or instead of, signing them.
    ///
    /// # Example
    ///
    /// ```
    /// # use logto::testing::Emulator;
    /// # use serde_json::json;
    /// # fn example(emulator: &Emulator) {
    /// emulator.tamper_id_tokens(|token| {
    ///     token.claims.insert("iss".into(), json!("https://evil.example.com/oidc"));
    /// });
    /// # }
    /// ```
    pub fn tamper_id_tokens(&self, hook: impl Fn(&mut TokenDraft) + Send + 'static) {
        self.world.lock().tampering.on_id_tokens(Box::new(hook));
    }

    /// Changes JWT access tokens.
    pub fn tamper_access_tokens(&self, hook: impl Fn(&mut TokenDraft) + Send + 'static) {
        self.world.lock().tampering.on_access_tokens(Box::new(hook));
    }

    /// Changes logout tokens.
    pub fn tamper_logout_tokens(&self, hook: impl Fn(&mut TokenDraft) + Send + 'static) {
        self.world.lock().tampering.on_logout_tokens(Box::new(hook));
    }

    /// Changes the parameters of callbacks, such as `iss` and `state`.
    pub fn tamper_callbacks(&self, hook: impl Fn(&mut Vec<(String, String)>) + Send + 'static) {
        self.world.lock().tampering.on_callbacks(Box::new(hook));
    }

    /// Changes the JSON objects that an endpoint answers with: a `sub` in userinfo, a URL in the discovery document.
    pub fn tamper_responses(
        &self,
        endpoint: Endpoint,
        hook: impl Fn(&mut Map<String, Value>) + Send + 'static,
    ) {
        self.world.lock().tampering.on_responses(endpoint, Box::new(hook));
    }

    /// Removes all hooks.
    pub fn stop_tampering(&self) {
        self.world.lock().tampering = Tampering::default();
    }
}
