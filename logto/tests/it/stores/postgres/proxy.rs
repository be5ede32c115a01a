//! A network between a store and its server, which counts, stalls and breaks.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::stores::servers::postgres::Postgres;

pub(super) struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    /// How often a client has spoken after its server had.
    turns: AtomicUsize,
    connections: AtomicUsize,
    is_stalled: AtomicBool,
    /// Connections of another generation than this are broken.
    generation: watch::Sender<usize>,
}

impl Proxy {
    pub(super) async fn to(server: &Postgres) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            turns: AtomicUsize::default(),
            connections: AtomicUsize::default(),
            is_stalled: AtomicBool::default(),
            generation: watch::Sender::new(0),
        });
        tokio::spawn(accept(listener, server.port(), Arc::clone(&shared)));
        Self { port, shared }
    }

    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// How many round trips there were.
    pub(super) fn round_trips(&self) -> usize {
        self.shared.turns.load(Ordering::SeqCst)
    }

    /// How many connections were made.
    pub(super) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// From here on, what is sent does not arrive, and nobody is told.
    pub(super) fn stall(&self, is_stalled: bool) {
        self.shared.is_stalled.store(is_stalled, Ordering::SeqCst);
    }

    /// Closes all connections that there are.
    pub(super) fn cut(&self) {
        self.shared.generation.send_modify(|generation| *generation += 1);
    }
}

async fn accept(listener: TcpListener, server: u16, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::SeqCst);
        let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await else { continue };
        client.set_nodelay(true).unwrap();
        server.set_nodelay(true).unwrap();
        let mut generation = shared.generation.subscribe();
        generation.borrow_and_update();
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let (client, server) = (client.into_split(), server.into_split());
            let server_has_spoken = AtomicBool::new(true);
            let turns = || {
                if server_has_spoken.swap(false, Ordering::SeqCst) {
                    shared.turns.fetch_add(1, Ordering::SeqCst);
                }
            };
            tokio::select! {
                () = forward(client.0, server.1, &shared, turns) => (),
                () = forward(server.0, client.1, &shared, || server_has_spoken.store(true, Ordering::SeqCst)) => (),
                _ = generation.changed() => (),
            }
        });
    }
}

async fn forward(from: OwnedReadHalf, to: OwnedWriteHalf, shared: &Shared, heard: impl Fn()) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        from.readable().await.unwrap();
        let count = match from.try_read(&mut buffer) {
            Ok(0) => return,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            Err(_) => return,
        };
        heard();
        while shared.is_stalled.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut rest = &buffer[..count];
        while !rest.is_empty() {
            if to.writable().await.is_err() {
                return;
            }
            match to.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => (),
                Err(_) => return,
            }
        }
    }
}
