//! Routes with sessions in databases, each beside a route that reads as many bytes from the same database with the same
//! client, and does nothing else.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use deadpool_postgres::{Manager, Pool, Runtime};
use redis::aio::MultiplexedConnection;
use tokio_postgres::NoTls;

use crate::servers::postgres::Postgres;
use crate::servers::redis::RedisServer;
use crate::support::route_set::{RouteSet, Target};
use crate::support::web::{ANSWER, web_app};

/// Routes, and what has to live as long as they do.
pub(crate) struct Stored {
    pub(crate) router: Router,
    pub(crate) route_set: RouteSet,
    _alive: Vec<Box<dyn Any>>,
}

/// As many connections as the store has by default.
const CONNECTIONS: usize = 10;

/// None if there is no Redis on this machine.
pub(crate) async fn redis() -> Option<Stored> {
    let server = RedisServer::start(&[])?;
    let (guarded, cookie, emulator) = web_app("/redis", |client| client.session_store(server.store())).await;
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<Vec<u8>> = redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    for key in keys {
        let kind: String = redis::cmd("TYPE").arg(&key).query_async(&mut connection).await.unwrap();
        if kind == "string" {
            () = redis::cmd("COPY").arg(&key).arg("floor").query_async(&mut connection).await.unwrap();
        }
    }
    let floor = Router::new().route("/redis-floor", get(redis_floor)).with_state(connection);
    Some(Stored {
        router: guarded.merge(floor),
        route_set: route_set(
            "Redis, beside one GET of as many bytes",
            "Redis",
            "/redis-floor",
            "/redis",
            &cookie,
        ),
        _alive: vec![Box::new(server), Box::new(emulator)],
    })
}

async fn redis_floor(State(mut connection): State<MultiplexedConnection>) -> &'static str {
    let value: Vec<u8> = redis::cmd("GET").arg("floor").query_async(&mut connection).await.unwrap();
    if value.is_empty() { "nothing" } else { ANSWER }
}

/// None if there is no PostgreSQL on this machine.
pub(crate) async fn postgres() -> Option<Stored> {
    let server = Postgres::start()?;
    let store = server.migrated_store().await;
    let (guarded, cookie, emulator) = web_app("/postgres", |client| client.session_store(store)).await;
    let config = server.url().parse().unwrap();
    let manager = Manager::new(config, NoTls);
    let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1).build().unwrap();
    let prepare = "CREATE TABLE floor AS SELECT 1 AS id, record FROM logto_sessions; \
        ALTER TABLE floor ADD PRIMARY KEY (id)";
    pool.get().await.unwrap().batch_execute(prepare).await.unwrap();
    let floor = Router::new().route("/postgres-floor", get(postgres_floor)).with_state(Arc::new(pool));
    let title = "PostgreSQL, beside one SELECT of as many bytes";
    Some(Stored {
        router: guarded.merge(floor),
        route_set: route_set(title, "PostgreSQL", "/postgres-floor", "/postgres", &cookie),
        _alive: vec![Box::new(server), Box::new(emulator)],
    })
}

async fn postgres_floor(State(pool): State<Arc<Pool>>) -> &'static str {
    let client = pool.get().await.unwrap();
    let statement = client.prepare_cached("SELECT record FROM floor WHERE id = $1").await.unwrap();
    let row = client.query_one(&statement, &[&1_i32]).await.unwrap();
    let record: &[u8] = row.get(0);
    if record.is_empty() { "nothing" } else { ANSWER }
}

fn route_set(title: &str, name: &str, floor: &str, guarded: &str, cookie: &str) -> RouteSet {
    let header = Some(("cookie", cookie));
    RouteSet {
        title: format!("Routes with sessions in {title}"),
        floor: Target::new("floor", floor, header),
        guarded: vec![Target::new(&format!("web, session in {name}"), guarded, header)],
    }
}
