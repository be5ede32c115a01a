//! What asks the server: wrk, or this process.

use std::fmt;
use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::support::route_set::Target;
use crate::support::web::ANSWER;

const CONNECTIONS: usize = 32;

/// A generator of load, with one thread.
pub(crate) enum Load {
    Wrk,
    OwnClient(Runtime),
}

/// Good answers: any other ends the measurement.
pub(crate) struct Answered {
    pub(crate) count: u64,
    pub(crate) rate: f64,
}

impl Load {
    /// wrk if it is there.
    pub(crate) fn best() -> Self {
        if Command::new("wrk").arg("-v").output().is_ok() {
            Self::Wrk
        } else {
            Self::OwnClient(Builder::new_current_thread().enable_all().build().unwrap())
        }
    }

    pub(crate) fn run(&self, address: SocketAddr, target: &Target, turn: Duration) -> Answered {
        match self {
            Self::Wrk => wrk(address, target, turn),
            Self::OwnClient(runtime) => {
                let start = Instant::now();
                let count = runtime.block_on(own(address, target, start + turn));
                Answered { count, rate: count as f64 / start.elapsed().as_secs_f64() }
            }
        }
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Wrk => "wrk",
            Self::OwnClient(_) => "the bench's own client",
        };
        write!(f, "{name}, 1 thread, {CONNECTIONS} connections")
    }
}

fn wrk(address: SocketAddr, target: &Target, turn: Duration) -> Answered {
    let mut command = Command::new("wrk");
    command.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{}s", turn.as_secs())]);
    command.args(["-H", "accept: text/html"]);
    if let Some((name, value)) = &target.header {
        command.arg("-H").arg(format!("{name}: {value}"));
    }
    let output = command.arg(format!("http://{address}{}", target.path)).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{}: {text}", target.name);
    let count = text.lines().find_map(|line| line.trim().split_once(" requests in "));
    let rate = text.lines().find_map(|line| line.trim().strip_prefix("Requests/sec:"));
    Answered {
        count: count.unwrap_or_else(|| panic!("no count in {text}")).0.parse().unwrap(),
        rate: rate.unwrap_or_else(|| panic!("no rate in {text}")).trim().parse().unwrap(),
    }
}

async fn own(address: SocketAddr, target: &Target, end: Instant) -> u64 {
    let header = target.header.as_ref().map_or(String::new(), |(name, value)| format!("{name}: {value}\r\n"));
    let request =
        format!("GET {} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\n{header}\r\n", target.path);
    let connections: Vec<_> =
        (0..CONNECTIONS).map(|_| tokio::spawn(ask_until(address, request.clone(), end))).collect();
    let mut count = 0;
    for connection in connections {
        count += connection.await.unwrap();
    }
    count
}

async fn ask_until(address: SocketAddr, request: String, end: Instant) -> u64 {
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
