//! Requests per second of guarded routes beside the bare one, over HTTP with keep-alive: run it with `scripts/bench`.
//!
//! Server and client each have a thread. The routes take turns of a fraction of a second.

#![allow(missing_docs, reason = "a bench has no public items")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench"
)]

mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};

use support::contest::median;
use support::web::{ANSWER, Target, targets};

const CONNECTIONS: usize = 32;
const TURN: Duration = Duration::from_millis(400);
const ROUNDS: usize = 25;

fn main() {
    // `cargo test --benches` and the like only want to know whether it starts.
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { ROUNDS };
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (router, targets, _emulators) = server.block_on(targets());
    let address = serve(&server, router);
    let client = Builder::new_current_thread().enable_all().build().unwrap();
    let mut results = vec![Vec::with_capacity(rounds); targets.len()];
    for round in 0..=rounds {
        for position in 0..targets.len() {
            let index = (position + round) % targets.len();
            let rate = client.block_on(load(address, &targets[index]));
            // The first round warms everything up.
            if round > 0 {
                results[index].push(rate);
            }
        }
    }
    println!("\nrequests per second over HTTP, {CONNECTIONS} connections ({rounds} rounds, in turns)");
    println!("{:<48} {:>12} {:>10}", "", "median", "ratio");
    for (target, rates) in targets.iter().zip(&results) {
        let ratio = median(rates.iter().zip(&results[0]).map(|(rate, bare)| rate / bare));
        println!("{:<48} {:>12.0} {:>10.3}", target.name, median(rates.iter().copied()), ratio);
    }
}

fn serve(runtime: &Runtime, router: Router) -> SocketAddr {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// Good answers per second.
async fn load(address: SocketAddr, target: &Target) -> f64 {
    let header = target.header.as_ref().map_or(String::new(), |(name, value)| format!("{name}: {value}\r\n"));
    let request =
        format!("GET {} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\n{header}\r\n", target.path);
    let start = Instant::now();
    let connections =
        (0..CONNECTIONS).map(|_| tokio::spawn(ask_until(address, request.clone(), start + TURN)));
    let mut answers = 0;
    for connection in connections.collect::<Vec<_>>() {
        answers += connection.await.unwrap();
    }
    answers as f64 / start.elapsed().as_secs_f64()
}

async fn ask_until(address: SocketAddr, request: String, end: Instant) -> usize {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut answers, mut buffer) = (0, vec![0; 16 * 1024]);
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut length = 0;
        loop {
            length += stream.read(&mut buffer[length..]).await.unwrap();
            let answer = &buffer[..length];
            if answer.ends_with(ANSWER.as_bytes()) {
                assert!(answer.starts_with(b"HTTP/1.1 200"));
                break;
            }
            assert!(length < buffer.len() && !answer.is_empty(), "{}", String::from_utf8_lossy(answer));
        }
        answers += 1;
    }
    answers
}
