//! A line to a server that can be cut at the worst moment: when the server has done what it was asked to, and before
//! anybody hears of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

/// Clones are of one line.
#[derive(Clone, Default)]
pub(crate) struct Cutter {
    /// How many answers pass before one is withheld; none is, if there is no end in sight.
    passing: Arc<AtomicUsize>,
    cuts: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    /// Of how many connections, the oldest ones, no answer passes any more.
    silent: Arc<AtomicUsize>,
}

impl Cutter {
    /// Where one connects to, instead of to the server at `port`.
    pub(crate) async fn before(port: u16) -> (Self, u16) {
        let cutter = Self { passing: Arc::new(AtomicUsize::new(usize::MAX)), ..Self::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own_port = listener.local_addr().unwrap().port();
        let given = cutter.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(given.clone().connect(client, port));
            }
        });
        (cutter, own_port)
    }

    /// Has this many answers pass, and cuts the connection instead of handing on the next one.
    pub(crate) fn cut_after(&self, answers: usize) {
        self.passing.store(answers, Ordering::SeqCst);
    }

    /// All connections that there are go silent, and stay open, as when a router forgets about them.
    pub(crate) fn silence(&self) {
        self.silent.store(self.connections.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// How often it has cut.
    pub(crate) fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }

    async fn connect(self, client: TcpStream, port: u16) {
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) =
            TcpStream::connect(("127.0.0.1", port)).await.unwrap().into_split();
        let requests = tokio::spawn(async move { copy(&mut from_client, &mut to_server).await });
        let mut buffer = vec![0; 1 << 20];
        while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
            if number < self.silent.load(Ordering::SeqCst) {
                continue;
            }
            let passing = self.passing.fetch_sub(1, Ordering::SeqCst);
            if passing == 0 {
                self.passing.store(usize::MAX, Ordering::SeqCst);
                self.cuts.fetch_add(1, Ordering::SeqCst);
                break;
            }
            if to_client.write_all(&buffer[..length]).await.is_err() {
                break;
            }
        }
        requests.abort();
    }
}
