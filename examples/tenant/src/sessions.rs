//! Where the sessions are.

use std::env;
use std::error::Error;
use std::time::Duration;

use logto::session::{PostgresSessionStore, RedisSessionStore};
use logto::{Client, Config};

/// A client with sessions in cookies, or in the database that `SESSION_STORE` names: `redis://…` or `postgres://…`.
///
/// `SESSION_STORE_TIMEOUT` chooses for how many seconds PostgreSQL is waited for.
pub async fn client(config: Config) -> Result<Client, Box<dyn Error>> {
    let client = Client::builder(config);
    let url = env::var("SESSION_STORE").unwrap_or_default();
    match url.split(':').next().unwrap_or_default() {
        "" => Ok(client.build()),
        "redis" | "rediss" => Ok(client.session_store(RedisSessionStore::new(&url)?).build()),
        "postgres" | "postgresql" => {
            let mut store = PostgresSessionStore::builder(&url);
            if let Ok(seconds) = env::var("SESSION_STORE_TIMEOUT") {
                let number = seconds.parse().map_err(|error| {
                    format!("SESSION_STORE_TIMEOUT={seconds} is no number of seconds: {error}")
                })?;
                store = store.timeout(Duration::from_secs(number));
            }
            let store = store.build()?;
            store.migrate().await?;
            Ok(client.session_store(store).build())
        }
        _ => Err("SESSION_STORE is no URL of Redis or PostgreSQL".into()),
    }
}
