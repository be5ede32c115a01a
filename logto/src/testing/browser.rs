//! A browser without a person in front of it.

use http::Method;
use std::fmt;

use http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use tokio::runtime::Handle;
use url::{Url, form_urlencoded};

use crate::testing::emulator::SharedWorld;
use crate::testing::endpoints::Endpoint;
use crate::testing::error::EmulatorError;
use crate::testing::server::{self, Answer};
use crate::testing::wire::Response;

/// More redirects than any flow has.
const MAX_STEPS: usize = 12;

/// A browser that keeps the emulator's cookies, so that a second sign-in can be silent.
///
/// It walks through the emulator only: when a redirect leads elsewhere, it stops and gives back that URL. Requests
/// are recorded, and meet the same faults as those over the network.
///
/// # Example
///
/// ```
/// use logto::testing::Emulator;
///
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// let emulator = Emulator::start().await?;
/// let url = format!(
///     "{}/oidc/auth?client_id={}&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F",
///     emulator.endpoint(),
///     emulator.app_id(),
/// );
/// let mut browser = emulator.browser();
/// browser.sign_in("alice", &url).await?;
/// // The session is still there: no page asks for anything.
/// assert!(browser.open(&url).await?.contains("code="));
/// # Ok::<(), logto::testing::EmulatorError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Browser {
    world: SharedWorld,
    runtime: Handle,
    endpoint: String,
    cookies: Vec<(String, String)>,
}

/// What to do on a page that asks.
enum Intent {
    Nothing,
    SignInAs(String),
    SignUp { username: String, password: String },
    Cancel,
}

impl Browser {
    pub(in crate::testing) fn new(world: SharedWorld, runtime: Handle, endpoint: String) -> Self {
        Self { world, runtime, endpoint, cookies: Vec::new() }
    }

    /// Signs a user in, if a page asks, and gives back the URL the browser is sent to at the end.
    ///
    /// # Errors
    ///
    /// See [`Emulator::sign_in`](super::Emulator::sign_in).
    pub async fn sign_in(&mut self, username: &str, url: &str) -> Result<String, EmulatorError> {
        let id = self.world.lock().user_identified_by(username).map(|user| user.id.clone());
        let id = id.ok_or_else(|| EmulatorError::UnknownUser(username.to_owned()))?;
        self.walk(url, Intent::SignInAs(id)).await
    }

    /// Creates an account, from a page that offers it (`first_screen=register`).
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Refused`] if the username is taken, or if the page is no sign-up page.
    pub async fn sign_up(
        &mut self,
        username: &str,
        password: &str,
        url: &str,
    ) -> Result<String, EmulatorError> {
        let intent = Intent::SignUp { username: username.to_owned(), password: password.to_owned() };
        self.walk(url, intent).await
    }

    /// Cancels on the sign-in page; the callback says `error=access_denied`.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::Refused`] if the request cannot be answered at the callback.
    pub async fn cancel(&mut self, url: &str) -> Result<String, EmulatorError> {
        self.walk(url, Intent::Cancel).await
    }

    /// Opens a URL of the emulator; follows redirects and forms that submit themselves, as at sign-out.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::StoppedAt`] if a page asks for something.
    pub async fn open(&mut self, url: &str) -> Result<String, EmulatorError> {
        self.walk(url, Intent::Nothing).await
    }

    async fn walk(&mut self, start: &str, intent: Intent) -> Result<String, EmulatorError> {
        let mut url = self.own(start).ok_or(EmulatorError::ForeignUrl)?;
        let mut form = None;
        for _ in 0..MAX_STEPS {
            let path = url.path().to_owned();
            let response = self.send(&url, form.take()).await?;
            if let Some(location) = location(&response) {
                let next = url.join(&location).map_err(|_| EmulatorError::ForeignUrl)?;
                let Some(own) = self.own(next.as_str()) else {
                    return Ok(location);
                };
                url = own;
                continue;
            }
            if !response.status().is_success() {
                return Err(refused(&response));
            }
            let stopped = || EmulatorError::StoppedAt { page: path.clone() };
            form = Some(self.fill_in(&path, &intent).ok_or_else(stopped)?);
            if path == "/oidc/session/end" {
                url.set_path("/oidc/session/end/confirm");
            }
            url.set_query(None);
        }
        Err(EmulatorError::StoppedAt { page: url.path().to_owned() })
    }

    /// The form a page shows, filled in.
    fn fill_in(&self, path: &str, intent: &Intent) -> Option<Vec<(&'static str, String)>> {
        if path == "/oidc/session/end" {
            let mut world = self.world.lock();
            let now = world.now();
            let sign_out = world.browsers.session(self.cookie("_session")?, now)?.sign_out.clone()?;
            return Some(vec![("xsrf", sign_out.xsrf), ("logout", "yes".to_owned())]);
        }
        if Endpoint::of(path) != Some(Endpoint::SignInPage) {
            return None;
        }
        let mut form = vec![("interaction", self.cookie("_interaction")?.to_owned())];
        match intent {
            Intent::Nothing => return None,
            Intent::SignInAs(id) => form.push(("user", id.clone())),
            Intent::Cancel => form.push(("cancel", "yes".to_owned())),
            Intent::SignUp { username, password } => {
                form.extend([("username", username.clone()), ("password", password.clone())]);
            }
        }
        Some(form)
    }

    async fn send(
        &mut self,
        url: &Url,
        form: Option<Vec<(&'static str, String)>>,
    ) -> Result<Response, EmulatorError> {
        let target = &url[url::Position::BeforePath..];
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = http::Request::builder().uri(target).header(COOKIE, cookies.join("; "));
        let mut body = Vec::new();
        if let Some(form) = form {
            request = request.method(Method::POST).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish().into_bytes();
        }
        let request = request.body(body).map_err(|_| EmulatorError::ForeignUrl)?;
        let world = self.world.clone();
        // On the emulator's runtime, because a delay needs one with a clock.
        let answer = self.runtime.spawn(async move { server::answer(&world, request).await }).await;
        match answer {
            Ok(Answer::Whole(response)) => {
                self.keep_cookies(&response);
                Ok(response)
            }
            _ => Err(EmulatorError::ConnectionLost),
        }
    }

    fn keep_cookies(&mut self, response: &Response) {
        let cookies = response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        for (name, value) in cookies.filter_map(|cookie| cookie.split(';').next()?.split_once('=')) {
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn own(&self, url: &str) -> Option<Url> {
        let url = Url::parse(url).ok()?;
        (url.origin() == Url::parse(&self.endpoint).ok()?.origin()).then_some(url)
    }
}

impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

fn location(response: &Response) -> Option<String> {
    response.headers().get(LOCATION)?.to_str().ok().map(str::to_owned)
}

fn refused(response: &Response) -> EmulatorError {
    EmulatorError::Refused {
        status: response.status(),
        body: String::from_utf8_lossy(response.body()).into_owned(),
    }
}
