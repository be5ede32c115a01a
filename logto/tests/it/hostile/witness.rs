//! A server that nobody should ask anything: what it is asked all the same, it remembers.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use tokio::net::TcpListener;

pub(super) struct Witness {
    pub(super) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Witness {
    pub(super) async fn start() -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let app = Router::new().fallback(async move |request: Request| {
            log.lock().unwrap().push(format!("{} {}", request.method(), request.uri()));
            StatusCode::OK
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, seen }
    }

    pub(super) fn assert_was_not_asked(&self) {
        assert_eq!(*self.seen.lock().unwrap(), Vec::<String>::new());
    }
}
