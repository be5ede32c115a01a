//! Access tokens without a sign-in, for tests of APIs.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::testing::crypto::TokenDraft;
use crate::testing::emulator::Emulator;
use crate::testing::endpoints::token::access_token::{Jwt, Target, permitted};
use crate::testing::error::EmulatorError;
use crate::testing::model::{App, User};
use crate::testing::scopes;
use crate::testing::state::{Grant, Instant, World};

impl Emulator {
    /// Makes an access token, as a sign-in and a token request would: for tests of an API that need no app.
    ///
    /// The subject is a user (by username or ID) or a machine-to-machine app (by its ID, which is then also the
    /// `client_id`). Where the token is for follows from [`resource`](AccessTokenBuilder::resource) and
    /// [`organization`](AccessTokenBuilder::organization):
    ///
    /// | `resource` | `organization` | the token |
    /// |---|---|---|
    /// | yes | no | a JWT for the API |
    /// | no | yes | a JWT for the organization: `aud` is `urn:logto:organization:<id>` |
    /// | yes | yes | a JWT for the API, with the claim `organization_id` |
    /// | no | no | an opaque token for Logto itself |
    ///
    /// # Example
    ///
    /// ```
    /// use logto::testing::{Emulator, SignWith};
    ///
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// let emulator = Emulator::start().await?;
    /// let token = || emulator.access_token("alice").resource("https://shopping.example.com/api");
    ///
    /// // 200 where `read` is enough, 403 where it is not.
    /// let may_read = token().scopes(["read"]).sign()?;
    /// // 401, whatever it permits.
    /// let forged = token().scopes(["read"]).tamper(|token| token.sign_with = SignWith::UnpublishedKey).sign()?;
    ///
    /// let header = format!("Bearer {may_read}");
    /// # let _ = (header, forged);
    /// # Ok::<(), logto::testing::EmulatorError>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn access_token(&self, subject: impl Into<String>) -> AccessTokenBuilder<'_> {
        AccessTokenBuilder {
            emulator: self,
            subject: subject.into(),
            resource: None,
            organization: None,
            scopes: None,
            client_id: None,
            issued_at: None,
            lifetime: None,
            claims: Map::new(),
            hooks: Vec::new(),
        }
    }
}

/// An access token in the making; see [`Emulator::access_token`].
#[must_use = "there is no token until `sign` is called"]
pub struct AccessTokenBuilder<'a> {
    emulator: &'a Emulator,
    subject: String,
    resource: Option<String>,
    organization: Option<String>,
    scopes: Option<Vec<String>>,
    client_id: Option<String>,
    issued_at: Option<SystemTime>,
    lifetime: Option<Duration>,
    claims: Map<String, Value>,
    hooks: Vec<Hook<'a>>,
}

type Hook<'a> = Box<dyn FnOnce(&mut TokenDraft) + 'a>;

impl<'a> AccessTokenBuilder<'a> {
    /// The API that the token is for, by its identifier. The tenant need not know it.
    pub fn resource(mut self, indicator: impl Into<String>) -> Self {
        self.resource = Some(indicator.into());
        self
    }

    /// The organization that the token is for, by its ID. The tenant need not know it.
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }

    /// What the token permits, whatever the tenant knows about it.
    ///
    /// Without this it permits what the subject's roles do; a token for Logto itself then has the scope `openid`.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// The app that the token is issued to: the emulator's first one, or the machine itself, unless told otherwise.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.client_id = Some(id.into());
        self
    }

    /// When the token was issued: now, unless told otherwise. Two hours ago makes one that has expired.
    pub fn issued_at(mut self, time: SystemTime) -> Self {
        self.issued_at = Some(time);
        self
    }

    /// How long the token lives: as long as the resource says, or one hour.
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Sets a claim, as the tenant's custom-claims script does, or in place of one that Logto sets.
    pub fn claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.claims.insert(name.into(), value.into());
        self
    }

    /// Changes the token before it is signed, or how it is. Hooks run in their order, after those of
    /// [`Emulator::tamper_access_tokens`]. Opaque tokens have nothing in them to change.
    pub fn tamper(mut self, hook: impl FnOnce(&mut TokenDraft) + 'a) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// The token.
    ///
    /// # Errors
    ///
    /// [`EmulatorError::UnknownSubject`], and [`EmulatorError::NoTarget`] if a machine-to-machine app has neither
    /// resource nor organization.
    pub fn sign(self) -> Result<String, EmulatorError> {
        let mut world = self.emulator.world.lock();
        let subject = Subject::find(&world, &self.subject)?;
        let target = target(&world, self.resource, self.organization);
        let client_id = self.client_id.unwrap_or_else(|| subject.client_id(&world));
        let issued_at = self.issued_at.map_or_else(|| world.now(), Instant::at);
        let ttl = self.lifetime.unwrap_or_else(|| target.ttl());
        if matches!(target, Target::Logto) {
            let Subject::User(user) = subject else { return Err(EmulatorError::NoTarget) };
            let user = user.id.clone();
            let scopes = self.scopes.unwrap_or_else(|| vec![scopes::OPENID.to_owned()]);
            return Ok(opaque(&mut world, user, client_id, scopes, issued_at, ttl));
        }
        let scopes = self.scopes.unwrap_or_else(|| subject.permitted(&world, &target));
        let jwt = Jwt {
            subject: subject.id(),
            client_id: &client_id,
            target: &target,
            scope: subject.scope(&scopes),
            custom: subject.custom_claims(),
            issued_at,
            ttl,
        };
        let mut draft = jwt.draft(&world);
        // The hooks may ask the emulator something.
        drop(world);
        draft.claims.extend(self.claims);
        self.hooks.into_iter().for_each(|hook| hook(&mut draft));
        Ok(draft.sign(&mut self.emulator.world.lock().keys))
    }
}

fn target(world: &World, resource: Option<String>, organization: Option<String>) -> Target {
    match resource {
        Some(indicator) => Target::resource(world, indicator, organization),
        None => organization.map_or(Target::Logto, Target::Organization),
    }
}

/// A token like that of a sign-in, with a grant behind it for the userinfo endpoint.
fn opaque(
    world: &mut World,
    user: String,
    app: String,
    scopes: Vec<String>,
    issued_at: Instant,
    ttl: Duration,
) -> String {
    let scope = scopes.join(" ");
    let grant = Grant { app, user, scopes, resources: Vec::new(), nonce: None, auth_time: None, sid: None };
    let grant = world.grants.add(grant);
    world.grants.issue_access_token(grant, scope, issued_at, ttl)
}

/// Whom a token speaks for.
enum Subject<'w> {
    User(&'w User),
    Machine(&'w App),
}

impl<'w> Subject<'w> {
    fn find(world: &'w World, name: &str) -> Result<Self, EmulatorError> {
        let user = world.user_identified_by(name).or_else(|| world.user(name)).map(Self::User);
        let machine = || world.app(name).filter(|app| app.is_machine()).map(Self::Machine);
        user.or_else(machine).ok_or_else(|| EmulatorError::UnknownSubject(name.to_owned()))
    }

    fn id(&self) -> &str {
        match self {
            Self::User(user) => &user.id,
            Self::Machine(app) => &app.id,
        }
    }

    fn client_id(&self, world: &World) -> String {
        let app = match self {
            Self::User(_) => world.apps.first(),
            Self::Machine(app) => Some(*app),
        };
        app.map(|app| app.id.clone()).unwrap_or_default()
    }

    fn permitted(&self, world: &World, target: &Target) -> Vec<String> {
        match self {
            Self::User(user) => permitted(world, target, &user.roles, &user.memberships),
            Self::Machine(app) => permitted(world, target, &app.roles, &app.memberships),
        }
    }

    /// The `scope` claim, which only tokens of users have where it is empty.
    fn scope(&self, scopes: &[String]) -> Option<String> {
        let is_user = matches!(self, Self::User(_));
        (is_user || !scopes.is_empty()).then(|| scopes.join(" "))
    }

    fn custom_claims(&self) -> Map<String, Value> {
        match self {
            Self::User(user) => user.extra_claims.clone(),
            Self::Machine(_) => Map::new(),
        }
    }
}

impl fmt::Debug for AccessTokenBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessTokenBuilder")
            .field("subject", &self.subject)
            .field("resource", &self.resource)
            .field("organization", &self.organization)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
