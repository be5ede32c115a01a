//! The server, as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::stores;
use crate::support::route_set::RouteSet;
use crate::support::web;

/// What tells a process of this program that it is the server.
pub(crate) const ARGUMENT: &str = "serve";

/// A running server. It ends when this is dropped, or the process that holds it ends.
pub(crate) struct Server {
    process: Child,
    /// The server lives as long as this is open.
    alive: Option<ChildStdin>,
    description: Description,
}

/// What the server says about itself, in a line.
#[derive(Serialize, Deserialize)]
struct Description {
    address: SocketAddr,
    sets: Vec<RouteSet>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        let mut process = command.arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let description = serde_json::from_str(&line).unwrap();
        Self { alive: process.stdin.take(), process, description }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.description.address
    }

    pub(crate) fn route_sets(&self) -> &[RouteSet] {
        &self.description.sets
    }

    /// The processor time that the server has used, in ticks of the system's clock; 0 where there is no `/proc`.
    pub(crate) fn cpu_ticks(&self) -> u64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        // The name of the program, in parentheses, may hold anything. Behind it, user and system time come 12th and 13th.
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
        fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // By itself, it ends the databases that it has started.
        self.alive = None;
        let _ = self.process.wait();
    }
}

/// Serves until standard input is closed.
pub(crate) fn run() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (description, _app, _stores) = runtime.block_on(async {
        let app = web::WebApp::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stores = [stores::redis().await, stores::postgres().await];
        let stores: Vec<_> = stores.into_iter().flatten().collect();
        let router =
            stores.iter().fold(app.router.clone(), |router, store| router.merge(store.router.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let sets = std::iter::once(&app.route_set).chain(stores.iter().map(|store| &store.route_set));
        (Description { address, sets: sets.cloned().collect() }, app, stores)
    });
    println!("{}", serde_json::to_string(&description).unwrap());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}
