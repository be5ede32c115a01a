//! A tenant, an application, and visitors with cookies.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use logto::session::MemorySessionStore;
use logto::testing::{self, ApiResource, Emulator, Organization, Role, SignWith};
use logto::{Client, Config, OrganizationId};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::json;
use url::Url;

use crate::app::{Account, FullAccount, ShoppingApi, Template};
use crate::script::{Ask, Who};
use crate::transcript::{Addresses, Answer};

/// Starts the application of an adapter at a port of localhost.
pub(crate) type Server = fn(Client, u16) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// How the application is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Its sessions are in cookies.
    Cookies,
    /// They are in a store.
    Store,
    /// It is behind a proxy that takes [`PREFIX`] off the paths.
    Prefix,
}

/// Where browsers find the application under [`Setting::Prefix`].
pub(crate) const PREFIX: &str = "/shop";

pub(crate) const ORGANIZATION: &str = "org1";
pub(crate) const BACK_CHANNEL_LOGOUT: &str = "/back-channel-logout";
/// What is longer is not read. A little longer is enough: a server that closes the connection on more than that takes its
/// answer back with it.
pub(crate) const MOST_OF_A_LOGOUT_REQUEST: usize = 80 * 1024;
const API: &str = "https://shopping.example.com/api";

pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) logout_token: String,
    base_url: String,
    clock: Arc<Mutex<Duration>>,
    http: reqwest::Client,
    visitors: BTreeMap<Who, Visitor>,
    tokens: BTreeMap<&'static str, String>,
}

#[derive(Default)]
struct Visitor {
    cookies: BTreeMap<String, String>,
    /// Where the visitor was sent last.
    location: String,
    /// Where Logto sent them back to.
    callback: String,
}

impl World {
    pub(crate) async fn start(server: Server, setting: Setting) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let base_url = format!("http://localhost:{port}");
        let emulator = tenant(&base_url).start().await.unwrap();
        let clock = Arc::new(Mutex::new(Duration::ZERO));
        let ahead = Arc::clone(&clock);
        let config = Config::builder(emulator.endpoint(), emulator.app_id())
            .app_secret(emulator.app_secret())
            .base_url(if setting == Setting::Prefix {
                format!("{base_url}{PREFIX}")
            } else {
                base_url.clone()
            })
            .cookie_key("a cookie key of at least 32 bytes")
            .claims::<Account>()
            .claims::<FullAccount>()
            .resource::<ShoppingApi>()
            .resource::<Template>()
            .back_channel_logout_path(BACK_CHANNEL_LOGOUT)
            .clock(move || SystemTime::now() + *ahead.lock().unwrap())
            .build()
            .unwrap();
        let client = match setting {
            Setting::Cookies | Setting::Prefix => Client::new(config),
            Setting::Store => Client::builder(config).session_store(MemorySessionStore::new()).build(),
        };
        tokio::spawn(server(client, port));
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        while http.get(&base_url).send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let tokens = tokens(&emulator);
        let (visitors, logout_token) = (BTreeMap::new(), String::new());
        Self { emulator, logout_token, base_url, clock, http, visitors, tokens }
    }

    /// Each request comes a second after the one before. Whether Logto issues the same ID token again depends on the
    /// second, and with it whether an answer sets the cookie of the claims.
    pub(crate) async fn ask(&mut self, ask: &Ask) -> Answer {
        self.advance(Duration::from_secs(1));
        let visitor = self.visitors.entry(ask.who).or_default();
        let issuer = format!("{}/oidc", self.emulator.endpoint());
        let path = visitor.fill_in(ask.path, &issuer);
        let mut request = self.http.request(ask.method.parse().unwrap(), format!("{}{path}", self.base_url));
        for (name, value) in &ask.headers {
            request = request.header(*name, *value);
        }
        for name in &ask.bearers {
            let token = self.tokens.get(name).map_or(*name, |token| token.as_str());
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(body) = ask.json {
            request = request.header("content-type", "application/json").body(body);
        }
        if let Some(form) = ask.form {
            let form = form
                .replace("{logout_token}", &self.logout_token)
                .replace("{padding}", &"x".repeat(MOST_OF_A_LOGOUT_REQUEST));
            request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        }
        if !visitor.cookies.is_empty() {
            let cookies = visitor.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            let cookies: Vec<_> = cookies.collect();
            let lines = if ask.cookies_apart { cookies } else { vec![cookies.join("; ")] };
            for line in lines {
                request = request.header(COOKIE, line);
            }
        }
        let response = request.send().await.unwrap();
        visitor.keep(&response);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let addresses = Addresses { app: &self.base_url, logto: self.emulator.endpoint() };
        Answer::new(status, &headers, &response.text().await.unwrap(), &addresses)
    }

    /// Signs a visitor in at Logto, where they were sent last; they have yet to load the callback.
    pub(crate) async fn sign_in_at_logto(&mut self, who: Who, username: &str) {
        let visitor = self.visitors.entry(who).or_default();
        let callback = self.emulator.sign_in(username, &visitor.location).await.unwrap();
        let path = callback.strip_prefix(&self.base_url).unwrap();
        // As the proxy does, if there is one.
        path.strip_prefix(PREFIX).unwrap_or(path).clone_into(&mut visitor.callback);
    }

    /// Has Logto make a logout token.
    pub(crate) fn make_logout_token(&mut self, username: &str) {
        self.logout_token = self.emulator.logout_token(username).unwrap();
    }

    /// The host and port of the application.
    pub(crate) fn authority(&self) -> &str {
        self.base_url.trim_start_matches("http://")
    }

    /// Moves the clocks of the application and of Logto.
    pub(crate) fn advance(&mut self, by: Duration) {
        *self.clock.lock().unwrap() += by;
        self.emulator.advance_clock(by);
    }

    /// Spoils the cookies of a visitor.
    pub(crate) fn spoil_cookies(&mut self, who: Who) {
        let cookies = &mut self.visitors.entry(who).or_default().cookies;
        for value in cookies.values_mut() {
            *value = value.chars().rev().collect();
        }
    }

    pub(crate) fn forget_cookies(&mut self, who: Who) {
        self.visitors.remove(&who);
    }

    /// Ten seconds later, the browser no longer knows that it has just signed in, and tokens have later times in them.
    pub(crate) fn let_ten_seconds_pass(&mut self, who: Who) {
        self.advance(Duration::from_secs(10));
        let cookies = &mut self.visitors.entry(who).or_default().cookies;
        cookies.retain(|name, _| !name.ends_with("-signed-in"));
    }
}

impl Visitor {
    fn fill_in(&self, path: &str, issuer: &str) -> String {
        let state = Url::parse(&self.location).ok().and_then(|url| {
            url.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned())
        });
        path.replace("{callback}", &self.callback)
            .replace("{state}", state.as_deref().unwrap_or_default())
            .replace("{iss}", issuer)
            .replace("{org}", ORGANIZATION)
    }

    fn keep(&mut self, response: &reqwest::Response) {
        if let Some(location) = response.headers().get(LOCATION) {
            location.to_str().unwrap().clone_into(&mut self.location);
        }
        for line in response.headers().get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn tenant(base_url: &str) -> testing::EmulatorBuilder {
    let alice = testing::User::new("alice")
        .name("Alice Example")
        .email("alice@example.com")
        .custom_data(json!({ "tier": "gold" }))
        .role("admin")
        .member_of(ORGANIZATION, ["editor"]);
    let app = testing::App::traditional("web")
        .secret("secret")
        .local_redirect_uris()
        .back_channel_logout_uri(format!("{base_url}{BACK_CHANNEL_LOGOUT}"))
        .back_channel_logout_session_required();
    Emulator::builder()
        .app(app)
        .resource(ApiResource::new(API).permissions(["read", "write"]))
        .role(Role::new("admin").resource_permissions(API, ["read"]))
        .organization(Organization::new(ORGANIZATION, "Example Inc"))
        .organization_role(Role::new("editor").organization_permissions(["invite"]))
        .user(alice)
        .user(testing::User::new("bob").name("Bob Example"))
}

/// Access tokens by the names that expectations call them.
fn tokens(emulator: &Emulator) -> BTreeMap<&'static str, String> {
    let api = || emulator.access_token("alice").resource(API).client_id("web");
    let in_organization =
        |id: &str| emulator.access_token("alice").organization(OrganizationId::from(id).as_str());
    let tokens = [
        ("read", api().scopes(["read"]).sign()),
        ("read+write", api().scopes(["read", "write"]).sign()),
        ("no scope", api().scopes([""; 0]).sign()),
        ("unknown scopes", api().scopes(["reader", "delete"]).sign()),
        ("other api", emulator.access_token("alice").resource("https://billing.example.com").sign()),
        ("read in org1", in_organization(ORGANIZATION).resource(API).scopes(["read"]).sign()),
        ("read in org2", in_organization("org2").resource(API).scopes(["read"]).sign()),
        ("invite in org1", in_organization(ORGANIZATION).scopes(["invite"]).sign()),
        ("invite in org2", in_organization("org2").scopes(["invite"]).sign()),
        ("opaque", emulator.access_token("alice").sign()),
        ("expired", api().claim("exp", json!(1_000_000)).sign()),
        ("other issuer", api().claim("iss", json!("https://mallory.example/oidc")).sign()),
        ("forged", api().tamper(|token| token.sign_with = SignWith::UnpublishedKey).sign()),
        ("id token", api().tamper(|token| drop(token.header.remove("typ"))).sign()),
    ];
    tokens.into_iter().map(|(name, token)| (name, token.unwrap())).collect()
}
