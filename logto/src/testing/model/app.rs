//! Applications, as an administrator registers them in the Logto console.

use std::fmt;
use std::time::Duration;

use url::{Host, Url};

use super::directory::Membership;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What kind of application Logto believes it talks to; it decides client authentication and rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::testing) enum AppKind {
    Traditional,
    SinglePage,
    Native,
    MachineToMachine,
}

/// How an application hears of sessions that have ended.
#[derive(Clone, Debug, Default)]
pub(in crate::testing) struct BackChannelLogout {
    pub(in crate::testing) uri: Option<String>,
    pub(in crate::testing) is_session_required: bool,
}

/// An application registered at the emulator.
///
/// # Example
///
/// ```
/// use logto::testing::App;
///
/// let shop = App::traditional("shop")
///     .secret("not a secret")
///     .redirect_uri("http://localhost:3000/callback")
///     .post_sign_out_redirect_uri("http://localhost:3000/");
/// # let _ = shop;
/// ```
#[derive(Clone)]
pub struct App {
    pub(in crate::testing) id: String,
    pub(in crate::testing) kind: AppKind,
    pub(in crate::testing) secret: Option<String>,
    pub(in crate::testing) local_redirect_uris: bool,
    pub(in crate::testing) always_issue_refresh_token: bool,
    pub(in crate::testing) rotate_refresh_token: bool,
    pub(in crate::testing) refresh_token_ttl: Duration,
    pub(in crate::testing) id_token_ttl: Duration,
    pub(in crate::testing) roles: Vec<String>,
    pub(in crate::testing) memberships: Vec<Membership>,
    pub(in crate::testing) back_channel_logout: BackChannelLogout,
    redirect_uris: Vec<String>,
    post_sign_out_redirect_uris: Vec<String>,
}

impl App {
    /// A web app with a server and a secret ("Traditional web" in the Logto console).
    ///
    /// Without [`App::secret`] it gets a random one, see [`Emulator::app_secret`](super::super::Emulator::app_secret).
    pub fn traditional(id: impl Into<String>) -> Self {
        Self::new(id.into(), AppKind::Traditional)
    }

    /// An app that runs in the browser: no secret, and a new refresh token at every refresh.
    pub fn single_page(id: impl Into<String>) -> Self {
        Self::new(id.into(), AppKind::SinglePage)
    }

    /// An app that runs on a device: no secret, and a new refresh token at every refresh.
    ///
    /// Its loopback redirect URIs match on any port.
    pub fn native(id: impl Into<String>) -> Self {
        Self::new(id.into(), AppKind::Native)
    }

    /// A service that speaks for itself, with the `client_credentials` grant.
    pub fn machine_to_machine(id: impl Into<String>) -> Self {
        Self::new(id.into(), AppKind::MachineToMachine)
    }

    fn new(id: String, kind: AppKind) -> Self {
        Self {
            id,
            kind,
            secret: None,
            local_redirect_uris: false,
            always_issue_refresh_token: false,
            rotate_refresh_token: true,
            refresh_token_ttl: 14 * DAY,
            id_token_ttl: Duration::from_secs(3600),
            roles: Vec::new(),
            memberships: Vec::new(),
            back_channel_logout: BackChannelLogout::default(),
            redirect_uris: Vec::new(),
            post_sign_out_redirect_uris: Vec::new(),
        }
    }

    /// Sets the secret. Ignored for kinds that have none.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Registers a redirect URI; it is compared exactly.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// Registers a URI the browser may go to after sign-out.
    #[must_use]
    pub fn post_sign_out_redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.post_sign_out_redirect_uris.push(uri.into());
        self
    }

    /// Where the app hears of sessions that have ended: an http URI, to which logout tokens are sent.
    #[must_use]
    pub fn back_channel_logout_uri(mut self, uri: impl Into<String>) -> Self {
        self.back_channel_logout.uri = Some(uri.into());
        self
    }

    /// Puts a `sid` into ID tokens and logout tokens ("is session required" in the Logto console).
    #[must_use]
    pub fn back_channel_logout_session_required(mut self) -> Self {
        self.back_channel_logout.is_session_required = true;
        self
    }

    /// Accepts every `http://localhost`, `http://127.0.0.1` and `http://[::1]` URI, on any port and path.
    ///
    /// The one way in which the emulator can be more permissive than Logto; the app of
    /// [`Emulator::start`](super::super::Emulator::start) has it, so that an app under test needs no fixed port.
    #[must_use]
    pub fn local_redirect_uris(mut self) -> Self {
        self.local_redirect_uris = true;
        self
    }

    /// Issues refresh tokens without `offline_access` too.
    #[must_use]
    pub fn always_issue_refresh_token(mut self) -> Self {
        self.always_issue_refresh_token = true;
        self
    }

    /// Whether refresh tokens are rotated (they are, unless told otherwise).
    ///
    /// Public apps rotate at every refresh, apps with a secret once 70 % of the time to live has passed.
    #[must_use]
    pub fn rotate_refresh_token(mut self, rotate: bool) -> Self {
        self.rotate_refresh_token = rotate;
        self
    }

    /// How long a refresh token lives (14 days).
    #[must_use]
    pub fn refresh_token_ttl(mut self, ttl: Duration) -> Self {
        self.refresh_token_ttl = ttl;
        self
    }

    /// How long an ID token lives (one hour).
    #[must_use]
    pub fn id_token_ttl(mut self, ttl: Duration) -> Self {
        self.id_token_ttl = ttl;
        self
    }

    /// Gives a machine-to-machine app a role.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// Adds a machine-to-machine app to an organization, with roles there.
    #[must_use]
    pub fn member_of<R: Into<String>>(
        mut self,
        organization: impl Into<String>,
        roles: impl IntoIterator<Item = R>,
    ) -> Self {
        self.memberships.push(Membership::new(organization, roles));
        self
    }

    pub(in crate::testing) fn has_secret(&self) -> bool {
        matches!(self.kind, AppKind::Traditional | AppKind::MachineToMachine)
    }

    pub(in crate::testing) fn is_machine(&self) -> bool {
        self.kind == AppKind::MachineToMachine
    }

    pub(in crate::testing) fn allows_grant(&self, grant_type: &str) -> bool {
        match self.kind {
            AppKind::MachineToMachine => grant_type == "client_credentials",
            _ => matches!(grant_type, "authorization_code" | "refresh_token"),
        }
    }

    pub(in crate::testing) fn allows_redirect_to(&self, uri: &str) -> bool {
        if self.kind == AppKind::MachineToMachine {
            return false;
        }
        let any_port = self.kind == AppKind::Native;
        self.redirect_uris.iter().any(|registered| {
            registered == uri || any_port && is_loopback(uri) && without_port(registered) == without_port(uri)
        }) || self.local_redirect_uris && is_loopback(uri)
    }

    pub(in crate::testing) fn allows_sign_out_to(&self, uri: &str) -> bool {
        self.post_sign_out_redirect_uris.iter().any(|registered| registered == uri)
            || self.local_redirect_uris && is_loopback(uri)
    }

    /// The redirect URI of a request that names none, which is fine when there is only one.
    pub(in crate::testing) fn only_redirect_uri(&self) -> Option<&str> {
        match self.redirect_uris.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("redirect_uris", &self.redirect_uris)
            .field("post_sign_out_redirect_uris", &self.post_sign_out_redirect_uris)
            .finish_non_exhaustive()
    }
}

fn is_loopback(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    url.scheme() == "http"
        && match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
}

fn without_port(uri: &str) -> Option<Url> {
    let mut url = Url::parse(uri).ok()?;
    url.set_port(None).ok()?;
    Some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traditional_app_takes_only_what_is_registered() {
        let app = App::traditional("a").redirect_uri("http://localhost:3000/callback");
        assert!(app.allows_redirect_to("http://localhost:3000/callback"));
        assert!(!app.allows_redirect_to("http://localhost:3001/callback"));
        assert!(!app.allows_redirect_to("http://localhost:3000/callback/"));
    }

    #[test]
    fn a_native_app_takes_any_loopback_port() {
        let app = App::native("a").redirect_uri("http://127.0.0.1/callback");
        assert!(app.allows_redirect_to("http://127.0.0.1:51234/callback"));
        assert!(!app.allows_redirect_to("http://127.0.0.1:51234/other"));
        assert!(!app.allows_redirect_to("http://evil.example.com:1/callback"));
    }

    #[test]
    fn local_redirect_uris_end_at_this_machine() {
        let app = App::traditional("a").local_redirect_uris();
        for local in ["http://localhost:1/x", "http://127.0.0.1:2/", "http://[::1]:3/cb"] {
            assert!(app.allows_redirect_to(local), "{local}");
        }
        for foreign in ["http://localhost.example.com/", "https://example.com/", "javascript:alert(1)", ""] {
            assert!(!app.allows_redirect_to(foreign), "{foreign}");
        }
    }
}
