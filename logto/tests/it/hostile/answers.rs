//! Answers of a provider that have no end, or take forever.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use logto::{Client, Config, Error, SignIn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server whose answers are chunks without end; says how many bytes it could send.
async fn endless(chunk: usize, pause: Duration) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                let _ = connection.read(&mut [0; 4096]).await;
                let head =
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
                let chunk = format!("{chunk:x}\r\n{}\r\n", " ".repeat(chunk));
                let mut outcome = connection.write_all(head.as_bytes()).await;
                while outcome.is_ok() {
                    tokio::time::sleep(pause).await;
                    outcome = connection.write_all(chunk.as_bytes()).await;
                    count.fetch_add(chunk.len(), Ordering::SeqCst);
                }
            });
        }
    });
    (url, sent)
}

async fn discovery_at(url: &str) -> Error {
    let client = Client::new(Config::builder(url, "app").build().unwrap());
    client.sign_in(SignIn::to("http://localhost:1234/callback")).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_without_end_is_given_up_when_it_is_too_long() {
    let (url, sent) = endless(64 * 1024, Duration::ZERO).await;
    let error = discovery_at(&url).await;
    assert!(error.is_transient() && error.to_string().contains("longer than"), "{error}");
    tokio::time::sleep(Duration::from_millis(200)).await;
    // What the sockets' buffers hold comes on top.
    assert!(sent.load(Ordering::SeqCst) < 16 << 20, "{sent:?}");
}

#[tokio::test]
async fn an_answer_that_drips_is_given_up_after_ten_seconds() {
    let (url, _) = endless(1, Duration::from_millis(300)).await;
    let began = Instant::now();
    let error = discovery_at(&url).await;
    assert!(error.is_transient() && error.to_string().contains("in time"), "{error}");
    assert!((9..60).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}
