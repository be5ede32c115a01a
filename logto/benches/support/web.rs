//! A web application with guarded routes, and a browser that is signed in.

use axum::Router;
use axum::routing::get;
use logto::resource_server::AccessRule;
use logto::session::MemorySessionStore;
use logto::testing::{App, Emulator, User};
use logto::{BearerToken, Client, ClientBuilder, Config, authenticated, authorized, claims};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use tokio::net::TcpListener;

use super::api::{Api, ShoppingApi};
use super::by_hand;
use super::route_set::{RouteSet, Target};

claims! {
    pub(crate) struct Account: profile + email;
}

/// What every route answers.
pub(crate) const ANSWER: &str = "hello";

async fn bare() -> &'static str {
    ANSWER
}

#[authenticated(redirect)]
async fn web(user: logto::User<Account>) -> &'static str {
    if user.sub.is_empty() { "nobody" } else { ANSWER }
}

#[authorized(ShoppingApi::Read)]
async fn api(token: BearerToken<ShoppingApi>) -> &'static str {
    if token.subject().is_empty() { "nobody" } else { ANSWER }
}

/// An application whose routes give the same answer behind each guard and behind none.
pub(crate) struct WebApp {
    pub(crate) router: Router,
    pub(crate) route_set: RouteSet,
    _emulators: Vec<Emulator>,
}

impl WebApp {
    pub(crate) async fn start() -> Self {
        let server = Api::start().await;
        let token = server.token();
        let bearer = format!("Bearer {token}");
        let api_routes = Router::new()
            .route("/api", get(api))
            .route(
                "/api-group",
                get(bare)
                    .route_layer(logto::axum::authorized(AccessRule::global().all(&[ShoppingApi::Read]))),
            )
            .layer(logto::axum::layer(server.client.clone()));
        let (sealed, sealed_cookie, sealed_emulator) = web_app("/sealed", |client| client).await;
        let (memory, memory_cookie, memory_emulator) =
            web_app("/memory", |client| client.session_store(MemorySessionStore::new())).await;
        // The same id behind another name.
        let by_hand_cookie = format!("id={}", memory_cookie.split_once('=').unwrap().1);
        let session_id = by_hand_cookie.split(['=', ';']).nth(1).unwrap();
        let by_hand = by_hand::routes("/memory-by-hand", session_id, "/api-by-hand", &token);
        let router = Router::new().route("/bare", get(bare)).merge(by_hand);
        let router = router.merge(api_routes).merge(sealed).merge(memory);
        // As `axum::serve` does: without it, axum would put the routes together anew for every request in process.
        let router = router.with_state(());
        let api = |name, path| Target::new(name, path, Some(("authorization", &bearer)));
        let web = |name, path, cookie| Target::new(name, path, Some(("cookie", cookie)));
        let guarded = vec![
            api("API, seen token, the least by hand", "/api-by-hand"),
            api("API, seen token", "/api"),
            api("API, rule for the group, seen token", "/api-group"),
            web("web, session in memory, the least by hand", "/memory-by-hand", &by_hand_cookie),
            web("web, session in memory", "/memory", &memory_cookie),
            web("web, session in a sealed cookie", "/sealed", &sealed_cookie),
        ];
        let floor = Target::new("bare", "/bare", Some(("cookie", &memory_cookie)));
        let route_set = RouteSet { title: "Routes of axum, beside a bare one".into(), floor, guarded };
        Self { router, route_set, _emulators: vec![server.emulator, sealed_emulator, memory_emulator] }
    }
}

/// A guarded route at `path` and the cookie of a session that opens it.
pub(crate) async fn web_app(
    path: &'static str,
    client: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Router, String, Emulator) {
    let emulator = Emulator::builder()
        .app(App::traditional("web").secret("secret").local_redirect_uris())
        .user(User::new("alice").name("Alice Example").email("alice@example.com"))
        .start()
        .await
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let config = Config::builder(emulator.endpoint(), "web")
        .app_secret("secret")
        .base_url(&base_url)
        .cookie_key("a cookie key of at least 32 bytes")
        .claims::<Account>()
        .build()
        .unwrap();
    let client = client(Client::builder(config)).build();
    let routes = Router::new().route(path, get(web)).layer(logto::axum::layer(client.clone()));
    let sign_in = Router::new().merge(logto::axum::routes(&client)).layer(logto::axum::layer(client));
    tokio::spawn(async move { axum::serve(listener, sign_in).await.unwrap() });
    let cookie = sign_in_at(&base_url, &emulator).await;
    (routes, cookie, emulator)
}

async fn sign_in_at(base_url: &str, emulator: &Emulator) -> String {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let started = browser.get(format!("{base_url}/sign-in")).send().await.unwrap();
    let pending = cookies(&started);
    let url = started.headers()[LOCATION].to_str().unwrap();
    let callback = emulator.sign_in("alice", url).await.unwrap();
    let finished = browser.get(callback).header(COOKIE, pending).send().await.unwrap();
    cookies(&finished)
}

/// The cookies that an answer sets, without those that it removes.
fn cookies(response: &reqwest::Response) -> String {
    let lines = response.headers().get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    let kept = lines.filter(|line| !line.contains("Max-Age=0;"));
    kept.filter_map(|line| line.split(';').next()).collect::<Vec<_>>().join("; ")
}
