//! What the flows are held against here: npm's `oidc-provider`, configured like Logto.

mod browser;
mod request;
mod setup;

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

pub(crate) use self::browser::TenantBrowser;
pub(crate) use self::request::RecordedRequest;
pub(crate) use self::setup::{TenantApp, User, alice, emulator, marketplace, rotating, shop, traditional};
use crate::server::Server;

/// A running tenant.
pub(crate) struct Tenant {
    server: Server,
    app: TenantApp,
}

/// What goes wrong with a request; see `logto::testing::Fault`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Delay(Duration),
    DelayAnswer(Duration),
    Status(u16),
    Html,
    Garbage,
    LargeBody(usize),
    Drop,
    LoseResponse,
    Truncate,
}

/// A fault and for how many requests it lasts.
pub(crate) struct FaultPlan(Value);

#[derive(Clone, Copy, Debug)]
pub(crate) enum Endpoint {
    Any,
    Discovery,
    Jwks,
    Revocation,
    Token,
    Userinfo,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Algorithm {
    Rs256,
    Es256,
    Es384,
    Es512,
}

type Outcome = Result<(), String>;

impl Tenant {
    fn start(settings: &Value, app: TenantApp) -> Result<Self, String> {
        Ok(Self { server: Server::start(settings)?, app })
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.server.endpoint
    }

    pub(crate) fn app_id(&self) -> &str {
        self.app.id
    }

    pub(crate) fn app_secret(&self) -> &str {
        self.app.secret.unwrap_or_default()
    }

    pub(crate) fn browser(&self) -> TenantBrowser {
        TenantBrowser::new(self.endpoint())
    }

    pub(crate) async fn sign_in(&self, username: &str, url: &str) -> Result<String, String> {
        self.browser().sign_in(username, url).await
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        let requests = self.server.obey("requests", json!({}));
        requests.as_array().unwrap().iter().map(RecordedRequest::parse).collect()
    }

    pub(crate) fn requests_to(&self, path: &str) -> Vec<RecordedRequest> {
        self.requests().into_iter().filter(|request| request.path == path).collect()
    }

    pub(crate) fn clear_requests(&self) {
        self.server.obey("clearRequests", json!({}));
    }

    pub(crate) fn fault(&self, endpoint: Endpoint, plan: impl Into<FaultPlan>) {
        let mut plan = plan.into().0;
        plan["path"] = json!(endpoint.path());
        self.server.obey("fault", plan);
    }

    pub(crate) fn clear_faults(&self) {
        self.server.obey("clearFaults", json!({}));
    }

    pub(crate) fn advance_clock(&self, by: Duration) {
        self.server.obey("advanceClock", json!({ "milliseconds": milliseconds(by) }));
    }

    pub(crate) fn rotate_keys(&self, algorithm: Algorithm) {
        self.server.obey("rotateKeys", json!({ "algorithm": format!("{algorithm:?}").to_uppercase() }));
    }

    pub(crate) fn drop_previous_keys(&self) {
        self.server.obey("dropPreviousKeys", json!({}));
    }

    pub(crate) fn update_user(&self, username: &str, change: impl FnOnce(User) -> User) -> Outcome {
        let changes = change(User::unchanged()).0;
        self.order("updateUser", json!({ "username": username, "changes": changes }))
    }

    /// Whom Logto suspends, it signs out.
    pub(crate) fn suspend_user(&self, username: &str) -> Outcome {
        let changes = json!({ "suspended": true });
        self.order("updateUser", json!({ "username": username, "changes": changes }))?;
        self.revoke_grants(username)
    }

    pub(crate) fn delete_user(&self, username: &str) -> Outcome {
        self.order("deleteUser", json!({ "username": username }))
    }

    pub(crate) fn revoke_grants(&self, username: &str) -> Outcome {
        self.order("revokeGrants", json!({ "username": username }))
    }

    fn order(&self, command: &str, arguments: Value) -> Outcome {
        self.server.ask(command, arguments).map(drop)
    }

    pub(crate) fn user_id(&self, username: &str) -> Option<String> {
        self.server.obey("userId", json!({ "username": username })).as_str().map(str::to_owned)
    }

    pub(crate) fn secret_of(&self, app: &str) -> Option<String> {
        self.server.obey("secretOf", json!({ "app": app })).as_str().map(str::to_owned)
    }

    pub(crate) fn now(&self) -> SystemTime {
        let milliseconds = self.server.obey("now", json!({})).as_u64().unwrap();
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    /// Has the server tell an app when one of its users' sessions has ended.
    pub(crate) fn tell_of_sign_outs(&self, app: &str, uri: &str) {
        self.server.obey("tellOfSignOuts", json!({ "app": app, "uri": uri }));
    }

    /// Takes the server off the network. What it knows stays.
    pub(crate) fn stop(&self) {
        self.server.obey("stop", json!({}));
    }

    /// Puts it back, at the same address.
    pub(crate) fn start_again(&self) {
        self.server.obey("start", json!({}));
    }
}

impl Fault {
    pub(crate) fn times(self, times: usize) -> FaultPlan {
        let mut plan = FaultPlan::from(self);
        plan.0["times"] = json!(times);
        plan
    }
}

impl From<Fault> for FaultPlan {
    fn from(fault: Fault) -> Self {
        let (kind, value) = match fault {
            Fault::Delay(by) => ("delay", json!(milliseconds(by))),
            Fault::DelayAnswer(by) => ("delayAnswer", json!(milliseconds(by))),
            Fault::Status(status) => ("status", json!(status)),
            Fault::Html => ("html", Value::Null),
            Fault::Garbage => ("garbage", Value::Null),
            Fault::LargeBody(bytes) => ("largeBody", json!(bytes)),
            Fault::Drop => ("drop", Value::Null),
            Fault::LoseResponse => ("loseResponse", Value::Null),
            Fault::Truncate => ("truncate", Value::Null),
        };
        Self(json!({ "kind": kind, "value": value }))
    }
}

impl Endpoint {
    fn path(self) -> &'static str {
        match self {
            Self::Any => "*",
            Self::Discovery => "/oidc/.well-known/openid-configuration",
            Self::Jwks => "/oidc/jwks",
            Self::Revocation => "/oidc/token/revocation",
            Self::Token => "/oidc/token",
            Self::Userinfo => "/oidc/me",
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap()
}
