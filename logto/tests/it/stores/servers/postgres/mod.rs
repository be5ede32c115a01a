//! A PostgreSQL of a test's own, on a free port and in a temporary directory.

mod programs;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use logto::session::{PostgresSessionStore, PostgresSessionStoreBuilder};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use self::programs::{Programs, copy};
use super::ports::free_port;

/// A running server, which ends with all its data when it is dropped.
pub(crate) struct Postgres {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    settings: Vec<String>,
    process: Option<Child>,
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// Connections are ended, and all is written.
    Fast,
    /// As in a crash: what is in the log is recovered at the next start.
    Immediate,
}

/// Nothing has to survive the machine, and several servers run at the same time.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_wal_size=64MB",
    "shared_buffers=16MB",
    "unix_socket_directories=",
];

/// A certificate that nobody trusts, for `ssl=on`.
const TLS: &[(&str, &str)] = &[
    ("server.crt", include_str!("../../../../fixtures/postgres_tls/server.crt")),
    ("server.key", include_str!("../../../../fixtures/postgres_tls/server.key")),
];

const PATIENCE: Duration = Duration::from_secs(30);

impl Postgres {
    /// Starts one, unless there are no programs for it here: then the test is skipped.
    pub(crate) fn start() -> Option<Self> {
        Self::start_with(&[])
    }

    /// The same with settings, such as `ssl=on`.
    pub(crate) fn start_with(settings: &[&str]) -> Option<Self> {
        let programs = Programs::find()?;
        let folder = programs.temporary_folder();
        copy(&programs.template(), &folder.join("data"));
        let settings = SETTINGS.iter().chain(settings).map(|&setting| setting.to_owned()).collect();
        let mut server = Self { programs, folder, port: free_port(), settings, process: None };
        for (name, content) in TLS {
            let copied = server.data().join(name);
            fs::write(&copied, content).unwrap();
            fs::set_permissions(copied, fs::Permissions::from_mode(0o600)).unwrap();
        }
        server.programs.give(&server.folder);
        // Somebody may have taken the port meanwhile.
        while !server.has_started() {
            assert!(server.log().contains("could not bind"), "postgres does not start:\n{}", server.log());
            fs::remove_file(server.folder.join("log")).unwrap();
            server.port = free_port();
        }
        Some(server)
    }

    /// Starts it on the same port and with the same data, after it was stopped.
    pub(crate) fn start_again(&mut self) {
        assert!(self.has_started(), "postgres does not start again:\n{}", self.log());
    }

    fn has_started(&mut self) -> bool {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        let mut command = self.programs.command("postgres");
        command.arg("-D").arg(self.data()).args(["-p", &self.port.to_string()]);
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        self.process = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let start = Instant::now();
        while !self.is_ready() {
            if self.process.as_mut().unwrap().try_wait().unwrap().is_some() {
                self.process = None;
                return false;
            }
            assert!(start.elapsed() < PATIENCE, "postgres takes too long to start:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    pub(crate) fn stop(&mut self, how: Stop) {
        let Some(mut process) = self.process.take() else { return };
        let mode = format!("{how:?}").to_lowercase();
        let mut command = self.programs.command("pg_ctl");
        let stopped =
            command.args(["stop", "-w", "-s", "-m", &mode, "-D"]).arg(self.data()).status().unwrap();
        if !stopped.success() {
            process.kill().unwrap();
        }
        process.wait().unwrap();
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// A store with connections of its own.
    pub(crate) fn store(&self) -> PostgresSessionStore {
        self.builder().build().unwrap()
    }

    /// A store that waits for as long as a machine may take on which many tests run.
    pub(crate) fn builder(&self) -> PostgresSessionStoreBuilder {
        PostgresSessionStore::builder(&self.url()).timeout(PATIENCE)
    }

    /// A store whose tables are there.
    pub(crate) async fn migrated_store(&self) -> PostgresSessionStore {
        let store = self.store();
        store.migrate().await.unwrap();
        store
    }

    /// A connection beside those of the stores.
    pub(crate) async fn connect(&self) -> tokio_postgres::Client {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// The first column of what a query finds, as text.
    pub(crate) async fn query(&self, sql: &str) -> Vec<String> {
        let messages = self.connect().await.simple_query(sql).await.unwrap();
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        rows.collect()
    }

    /// The one number that a query finds.
    pub(crate) async fn number(&self, sql: &str) -> u64 {
        self.query(sql).await[0].parse().unwrap()
    }

    /// What a client program such as `pg_dump` prints.
    pub(crate) fn output_of(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let output = self.programs.command(program).args(arguments).arg(self.url()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// What the server has logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Where its files are.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn is_ready(&self) -> bool {
        let status = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        status.lines().nth(7).is_some_and(|line| line.trim() == "ready")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop(Stop::Immediate);
        drop(fs::remove_dir_all(&self.folder));
    }
}
