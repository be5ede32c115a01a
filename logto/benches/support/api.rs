//! An API, its tenant, and tokens for it.

use logto::testing::{App, Emulator, User};
use logto::{Client, Config, Resource};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

pub(crate) struct Api {
    pub(crate) emulator: Emulator,
    pub(crate) client: Client,
}

impl Api {
    pub(crate) async fn start() -> Self {
        let emulator = Emulator::builder()
            .app(App::traditional("web").secret("secret").local_redirect_uris())
            .user(User::new("alice").name("Alice Example").email("alice@example.com"))
            .start()
            .await
            .unwrap();
        let client = Client::new(Config::api(emulator.endpoint()).build().unwrap());
        Self { emulator, client }
    }

    /// A token like those that Logto issues for an API, signed with ES384.
    pub(crate) fn token(&self) -> String {
        let token = self.emulator.access_token("alice").resource(ShoppingApi::INDICATOR);
        token.scopes(["read", "write"]).client_id("web").sign().unwrap()
    }

    pub(crate) fn issuer(&self) -> String {
        format!("{}/oidc", self.emulator.endpoint())
    }

    /// The tenant's only key, as it publishes it.
    pub(crate) async fn key(&self) -> serde_json::Value {
        let url = format!("{}/oidc/jwks", self.emulator.endpoint());
        let keys: serde_json::Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        keys["keys"][0].clone()
    }
}
