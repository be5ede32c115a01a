//! Where the sessions are.

use std::env;
use std::error::Error;

use logto::session::{PostgresSessionStore, RedisSessionStore};
use logto::{Client, Config};

/// A client with sessions in cookies, or in the database that `SESSION_STORE` names: `redis://…` or `postgres://…`.
pub async fn client(config: Config) -> Result<Client, Box<dyn Error>> {
    let client = Client::builder(config);
    let url = env::var("SESSION_STORE").unwrap_or_default();
    match url.split(':').next().unwrap_or_default() {
        "" => Ok(client.build()),
        "redis" | "rediss" => Ok(client.session_store(RedisSessionStore::new(&url)?).build()),
        "postgres" | "postgresql" => {
            let store = PostgresSessionStore::new(&url)?;
            store.migrate().await?;
            Ok(client.session_store(store).build())
        }
        _ => Err("SESSION_STORE is no URL of Redis or PostgreSQL".into()),
    }
}
