//! Who makes the load, and what they were answered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::Body;
use http::header::{AUTHORIZATION, COOKIE, LOCATION, SET_COOKIE};
use http::{Request, Response};
use logto::Resource;
use logto::testing::{AccessTokenBuilder, SignWith};
use tower_service::Service;

use super::tenant::{BASE_URL, ShoppingApi, World};

/// Each caller pauses so long between two requests.
const PAUSE: Duration = Duration::from_millis(20);

/// What a caller has a right to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Gets in whatever happens to the provider, since nobody has to be asked.
    Always,
    /// Gets in while the provider is well.
    WhenWell,
    /// Never gets in.
    Never,
}

/// One caller and the answers so far.
pub(super) struct Caller {
    pub(super) name: String,
    pub(super) right: Right,
    pub(super) statuses: Mutex<Vec<u16>>,
    router: Router,
    path: &'static str,
    credentials: Credentials,
}

enum Credentials {
    Cookies(Arc<Jar>),
    Token(Box<dyn Fn(&World) -> String + Send + Sync>),
}

/// A browser's cookies, which several tabs share.
#[derive(Default)]
pub(super) struct Jar(Mutex<BTreeMap<String, String>>);

impl Caller {
    /// Makes requests for ever.
    pub(super) async fn go_on(self: Arc<Self>, world: Arc<World>) {
        loop {
            let status = self.ask(&world).await;
            self.statuses.lock().unwrap().push(status);
            tokio::time::sleep(PAUSE).await;
        }
    }

    pub(super) async fn ask(&self, world: &World) -> u16 {
        let request = Request::get(self.path);
        match &self.credentials {
            Credentials::Cookies(jar) => jar.send(&self.router, self.path).await.status().as_u16(),
            Credentials::Token(token) => {
                let request = request.header(AUTHORIZATION, format!("Bearer {}", token(world)));
                call(&self.router, request).await.status().as_u16()
            }
        }
    }

    pub(super) fn answers(&self) -> usize {
        self.statuses.lock().unwrap().len()
    }
}

impl Jar {
    pub(super) async fn send(&self, router: &Router, path: &str) -> Response<Body> {
        let cookies: Vec<_> =
            self.0.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = call(router, Request::get(path).header(COOKIE, cookies.join("; "))).await;
        let mut jar = self.0.lock().unwrap();
        for line in response.headers().get_all(SET_COOKIE) {
            let (pair, attributes) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        drop(jar);
        response
    }

    /// Signs alice in; says what the callback answered.
    pub(super) async fn sign_in(&self, world: &World, router: &Router) -> u16 {
        let answer = self.send(router, "/sign-in").await;
        let Some(url) = answer.headers().get(LOCATION) else { return answer.status().as_u16() };
        let callback = world.emulator.sign_in("alice", url.to_str().unwrap()).await.unwrap();
        self.send(router, callback.strip_prefix(BASE_URL).unwrap()).await.status().as_u16()
    }

    fn copy(&self) -> Self {
        Self(Mutex::new(self.0.lock().unwrap().clone()))
    }
}

async fn call(router: &Router, request: http::request::Builder) -> Response<Body> {
    router.clone().call(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// Three users at each instance, each with three tabs; who has signed out, in several ways; and callers of the API.
pub(super) async fn callers(world: &World) -> Vec<Arc<Caller>> {
    let mut callers = Vec::new();
    for (instance, router) in [("sealed", &world.sealed), ("stored", &world.stored)] {
        let mut caller = |who: &str, path, right, credentials| {
            let name = format!("{who} at {path}, sessions {instance}");
            let router = router.clone();
            callers.push(Arc::new(Caller {
                name,
                right,
                statuses: Mutex::default(),
                router,
                path,
                credentials,
            }));
        };
        for _ in 0..3 {
            let jar = signed_in(world, router).await;
            for (path, right) in
                [("/plain", Right::Always), ("/full", Right::WhenWell), ("/token", Right::WhenWell)]
            {
                caller("a user", path, right, Credentials::Cookies(Arc::clone(&jar)));
            }
        }
        let gone = signed_in(world, router).await;
        // A sealed session ends with its cookies; a stored one ends for whoever kept them, too.
        let kept = Arc::new(gone.copy());
        assert_eq!(gone.send(router, "/sign-out").await.status(), 303);
        let ended = if instance == "stored" { kept } else { gone };
        for path in ["/plain", "/full", "/token"] {
            caller("a user who signed out", path, Right::Never, Credentials::Cookies(Arc::clone(&ended)));
        }
        let forged = signed_in(world, router).await;
        forged.0.lock().unwrap().values_mut().for_each(|value| value.replace_range(9..10, "~"));
        caller("a forged session", "/plain", Right::Never, Credentials::Cookies(forged));

        for (who, right, token) in tokens() {
            caller(who, "/products", right, Credentials::Token(token));
        }
    }
    callers
}

async fn signed_in(world: &World, router: &Router) -> Arc<Jar> {
    let jar = Arc::new(Jar::default());
    assert_eq!(jar.sign_in(world, router).await, 303);
    jar
}

type Token = Box<dyn Fn(&World) -> String + Send + Sync>;

/// Access tokens, made anew for each request, as if from a machine that the fault does not touch.
fn tokens() -> [(&'static str, Right, Token); 4] {
    fn good(world: &World) -> AccessTokenBuilder<'_> {
        world.emulator.access_token("alice").resource(ShoppingApi::INDICATOR).scopes(["read"])
    }
    [
        ("a good token", Right::WhenWell, Box::new(|world| good(world).sign().unwrap())),
        (
            "an expired token",
            Right::Never,
            Box::new(|world| {
                let long_ago = SystemTime::now() - Duration::from_secs(24 * 3600);
                good(world).issued_at(long_ago).sign().unwrap()
            }),
        ),
        (
            "a token with a forged signature",
            Right::Never,
            Box::new(|world| {
                good(world).tamper(|token| token.sign_with = SignWith::UnpublishedKey).sign().unwrap()
            }),
        ),
        (
            "a token of another API",
            Right::Never,
            Box::new(|world| {
                let token = world.emulator.access_token("alice").resource("https://billing.example.com");
                token.scopes(["read"]).sign().unwrap()
            }),
        ),
    ]
}
