//! The program that drives Chromium, and everything that it starts.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write, stderr};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, fs, process, thread};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, json};

/// A fresh profile, and nothing that asks the network for anything but the pages.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--window-size=1100,900",
];

/// Profiles made by this process, which may run several tests.
static PROFILES: AtomicU32 = AtomicU32::new(0);

/// A driver with a browser profile of its own. Both are gone when this is dropped.
#[derive(Debug)]
pub(crate) struct ChromeDriver {
    process: Child,
    port: u16,
    profile: PathBuf,
}

impl ChromeDriver {
    /// Starts the driver, or says that there is none.
    pub(crate) fn start() -> Option<Self> {
        let mut command = Command::new("chromedriver");
        let spawned = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = match spawned {
            Ok(process) => process,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let required = env::var("LOGTO_TEST_SERVERS").is_ok_and(|servers| servers == "required");
                assert!(!required, "LOGTO_TEST_SERVERS=required, and chromedriver is not in the PATH");
                // Past the capture of output, which nobody sees of a test that passes.
                let _ = writeln!(stderr(), "skipped: chromedriver not found");
                return None;
            }
            Err(error) => panic!("chromedriver does not start: {error}"),
        };
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let port = port(&mut output);
        // Reads on, so that the driver never waits for somebody to read.
        thread::spawn(move || output.read_to_end(&mut Vec::new()));
        let number = PROFILES.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("logto-chromium-{}-{number}", process::id()));
        fs::create_dir(&profile).unwrap();
        Some(Self { process, port, profile })
    }

    /// Opens the browser.
    pub(crate) async fn open(&self) -> Client {
        let profile = format!("--user-data-dir={}", self.profile.display());
        let flags: Vec<_> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        let capabilities = Map::from_iter([("goog:chromeOptions".to_owned(), json!({ "args": flags }))]);
        let mut client = ClientBuilder::new(HttpConnector::new());
        client.capabilities(capabilities).connect(&format!("http://localhost:{}", self.port)).await.unwrap()
    }

    /// Asks the driver to close the browser and to end.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The port, from `ChromeDriver was started successfully on port 41237.`
fn port(output: &mut impl BufRead) -> u16 {
    let mut said = String::new();
    loop {
        let start = said.len();
        assert_ne!(output.read_line(&mut said).unwrap(), 0, "chromedriver ended: {said}");
        let line = said.get(start..).unwrap_or_default().trim();
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return port.trim_end_matches('.').parse().unwrap();
        }
    }
}
