//! The tenant that was captured, at the emulator.

use std::collections::BTreeMap;
use std::time::Duration;

use logto::testing::{ApiResource, App, Emulator, Organization, Role, User};
use serde_json::{Value, json};
use url::Url;

use crate::sample::CAPTURED_ENDPOINT;

pub(crate) const WEB: &str = "uvurz463371lg0tqt4j36";
pub(crate) const WEB_SECRET: &str = "web-secret";
pub(crate) const WEB_SHORT: &str = "1onn30ydez8tn3b95p92l";
pub(crate) const ALWAYS_REFRESH: &str = "d0sdmtcbz81mk6b2mckb50";
pub(crate) const OTHER_WEB: &str = "is1m6nzqlthjdic8vdkli";
pub(crate) const NATIVE: &str = "v6r1i2787hviaonv12xdl";
pub(crate) const SPA: &str = "fmb8fwru2m3lhahsnom7g";
pub(crate) const M2M: &str = "xs9bbaxhurowqcojhhn2p";
pub(crate) const M2M_SECRET: &str = "m2m-secret";

pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:8088/callback";
pub(crate) const SHOPPING: &str = "https://shopping.example.com/api";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) const ALL_SCOPES: &str = "openid offline_access profile email phone address custom_data identities roles \
    urn:logto:scope:organizations urn:logto:scope:organization_roles read write delete invite:member read:report";

pub(crate) struct Tenant {
    pub(crate) emulator: Emulator,
    pub(crate) http: reqwest::Client,
}

impl Tenant {
    pub(crate) async fn start() -> Self {
        let web = |id: &str| {
            App::traditional(id)
                .secret(WEB_SECRET)
                .redirect_uri(REDIRECT_URI)
                .redirect_uri("http://localhost:3000/callback")
                .post_sign_out_redirect_uri("http://localhost:3000/")
        };
        let emulator = Emulator::builder()
            .app(web(WEB))
            .app(web(WEB_SHORT).refresh_token_ttl(Duration::from_secs(20)))
            .app(web(ALWAYS_REFRESH).always_issue_refresh_token())
            .app(web(OTHER_WEB))
            .app(App::native(NATIVE).redirect_uri(REDIRECT_URI))
            .app(App::single_page(SPA).redirect_uri(REDIRECT_URI))
            .app(
                App::machine_to_machine(M2M)
                    .secret(M2M_SECRET)
                    .role("machine")
                    .member_of("mornafq2vbax", ["editor"]),
            )
            .resource(ApiResource::new(SHOPPING).permissions(["read", "write", "delete"]))
            .resource(ApiResource::new("https://default.logto.app/api").permissions(["all"]))
            .role(Role::new("shopper").resource_permissions(SHOPPING, ["read", "write", "delete"]))
            .role(Role::new("machine").resource_permissions(SHOPPING, ["read", "write"]))
            .organization(Organization::new("mornafq2vbax", "Acme").description("Acme desc"))
            .organization(Organization::new("sti819kt6zr1", "Other"))
            .organization_role(
                Role::new("editor")
                    .organization_permissions(["read:report", "invite:member"])
                    .resource_permissions(SHOPPING, ["read", "write", "delete"]),
            )
            .user(alice())
            .user(User::new("bob").id("gy9sonyod6xf").email("bob@example.com"))
            .start()
            .await
            .unwrap();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .cookie_store(true)
            .build()
            .unwrap();
        Self { emulator, http }
    }

    /// Signs in and gives back the code.
    pub(crate) async fn code(&self, app: &str, user: &str, scope: &str, extra: &[(&str, &str)]) -> String {
        let url = authorization_url(self.emulator.endpoint(), app, scope, extra);
        let callback = self.emulator.sign_in(user, &url).await.unwrap();
        let callback = Url::parse(&callback).unwrap();
        let code = callback.query_pairs().find(|(name, _)| name == "code");
        code.unwrap_or_else(|| panic!("no code in {callback}")).1.into_owned()
    }

    /// Signs in with all scopes and resources, and gives back the token response.
    pub(crate) async fn tokens(&self, app: &str, user: &str) -> Value {
        let extra =
            [("prompt", "consent"), ("resource", SHOPPING), ("resource", "urn:logto:resource:organizations")];
        self.tokens_with(app, user, ALL_SCOPES, &extra).await
    }

    pub(crate) async fn tokens_with(
        &self,
        app: &str,
        user: &str,
        scope: &str,
        extra: &[(&str, &str)],
    ) -> Value {
        let code = self.code(app, user, scope, extra).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        let request = self.http.post(format!("{}/oidc/token", self.emulator.endpoint()));
        let request = match app {
            NATIVE | SPA => request.form(&[&form[..], &[("client_id", app)]].concat()),
            _ => request.basic_auth(app, Some(WEB_SECRET)).form(&form),
        };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// Sends a request and writes the answer down as the samples are written.
    pub(crate) async fn answer(&self, request: reqwest::RequestBuilder) -> Value {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers: BTreeMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        self.as_captured(&json!({ "status": status, "headers": headers, "body": body }))
    }

    /// The same with the captured endpoint in it, and JWTs left out.
    pub(crate) fn as_captured(&self, value: &Value) -> Value {
        let encoded = |url: &str| url.replace(':', "%3A").replace('/', "%2F");
        let endpoint = self.emulator.endpoint();
        match value {
            Value::Object(members) => {
                members.iter().map(|(key, value)| (key.clone(), self.as_captured(value))).collect()
            }
            Value::Array(values) => values.iter().map(|value| self.as_captured(value)).collect(),
            Value::String(text) => Value::String(
                text.replace(endpoint, CAPTURED_ENDPOINT)
                    .replace(&encoded(endpoint), &encoded(CAPTURED_ENDPOINT)),
            ),
            other => other.clone(),
        }
    }
}

fn alice() -> User {
    User::new("alice")
        .id("8715wxdssup7")
        .name("Alice Example")
        .picture("https://example.com/alice.png")
        .email("alice@example.com")
        .phone("15551230001")
        .profile("family_name", "Example")
        .profile("given_name", "Alice")
        .profile("website", "https://alice.example.com")
        .profile("gender", "female")
        .profile("birthdate", "1990-01-02")
        .profile("zoneinfo", "Europe/Berlin")
        .profile("locale", "en")
        .address(json!({ "country": "US", "formatted": "1 Main St, Springfield" }))
        .custom_data(json!({ "tier": "gold", "nested": { "n": 1, "list": [1, "a", null] } }))
        .role("shopper")
        .member_of("mornafq2vbax", ["editor"])
}

/// Sign-in as a person does it, over HTTP.
impl Tenant {
    pub(crate) fn authorization_url(&self, scope: &str, extra: &[(&str, &str)]) -> String {
        authorization_url(self.emulator.endpoint(), WEB, scope, extra)
    }

    pub(crate) async fn sign_in_over_http(&self, user: &str) {
        let interaction = self.open_sign_in_page(&self.authorization_url("openid", &[])).await;
        self.submit_password(&interaction, user, "password").await;
    }

    /// The interaction that is in the form of the page.
    pub(crate) async fn open_sign_in_page(&self, url: &str) -> String {
        let response = self.http.get(url).send().await.unwrap();
        let page = format!("{}{}", self.emulator.endpoint(), location(&response));
        let page = self.http.get(page).send().await.unwrap().text().await.unwrap();
        let (_, rest) = page.split_once("name=\"interaction\" value=\"").expect("a form");
        rest.split('"').next().unwrap().to_owned()
    }

    /// The callback.
    pub(crate) async fn submit_password(&self, interaction: &str, user: &str, password: &str) -> String {
        let response = self.post_password(interaction, user, password).await;
        let response = self.http.get(location(&response)).send().await.unwrap();
        location(&response)
    }

    pub(crate) async fn post_password(
        &self,
        interaction: &str,
        user: &str,
        password: &str,
    ) -> reqwest::Response {
        let form = [("interaction", interaction), ("username", user), ("password", password)];
        self.http.post(format!("{}/sign-in", self.emulator.endpoint())).form(&form).send().await.unwrap()
    }
}

fn authorization_url(endpoint: &str, app: &str, scope: &str, extra: &[(&str, &str)]) -> String {
    let mut url = Url::parse(endpoint).unwrap().join("/oidc/auth").unwrap();
    url.query_pairs_mut()
        .extend_pairs([("client_id", app), ("redirect_uri", REDIRECT_URI), ("response_type", "code")])
        .extend_pairs([("scope", scope), ("state", "state"), ("nonce", "QuhE9oIn9h_qlDNRovaGDA")])
        .extend_pairs([("code_challenge", CHALLENGE), ("code_challenge_method", "S256")])
        .extend_pairs(extra);
    url.into()
}

fn location(response: &reqwest::Response) -> String {
    response.headers()["location"].to_str().unwrap().to_owned()
}
