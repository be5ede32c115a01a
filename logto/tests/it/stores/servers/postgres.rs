//! A PostgreSQL of a test's own, on a free port and in a temporary directory.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use logto::session::{PostgresSessionStore, PostgresSessionStoreBuilder};
use tokio_postgres::{NoTls, SimpleQueryMessage};

/// A running server, which ends with all its data when it is dropped.
pub(crate) struct Postgres {
    programs: Programs,
    folder: PathBuf,
    port: u16,
    settings: Vec<String>,
    process: Option<Child>,
}

/// The programs, and the user that they run as: they refuse to be root.
#[derive(Clone)]
struct Programs {
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stop {
    /// Connections are ended, and all is written.
    Fast,
    /// As in a crash: what is in the log is recovered at the next start.
    Immediate,
}

/// Connections need no password, except for the role `locked`.
const ACCESS: &str = "host all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";

/// Nothing has to survive the machine, and several servers run at the same time.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_wal_size=64MB",
    "shared_buffers=16MB",
    "unix_socket_directories=",
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
        for name in ["server.crt", "server.key"] {
            let fixture =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/postgres_tls").join(name);
            let copied = server.data().join(name);
            fs::copy(fixture, &copied).unwrap();
            fs::set_permissions(copied, fs::Permissions::from_mode(0o600)).unwrap();
        }
        server.programs.give(&server.folder);
        server.start_again();
        Some(server)
    }

    /// Starts it on the same port and with the same data, after it was stopped.
    pub(crate) fn start_again(&mut self) {
        let log = File::options().create(true).append(true).open(self.folder.join("log")).unwrap();
        let mut command = self.programs.command("postgres");
        command.arg("-D").arg(self.data()).args(["-p", &self.port.to_string()]);
        for setting in &self.settings {
            command.args(["-c", setting]);
        }
        self.process = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let start = Instant::now();
        while !self.is_ready() {
            let ended = self.process.as_mut().unwrap().try_wait().unwrap().is_some();
            assert!(!ended && start.elapsed() < PATIENCE, "postgres does not start:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
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

impl Programs {
    fn find() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut versions: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
        versions.sort();
        let mut folders = std::env::split_paths(&path).chain(versions.into_iter().rev());
        let has_all = |folder: &PathBuf| {
            ["initdb", "pg_ctl", "postgres"].iter().all(|name| folder.join(name).is_file())
        };
        let Some(folder) = folders.find(has_all) else {
            super::missing("postgres");
            return None;
        };
        // There may be links to these and none to the others.
        let program = fs::canonicalize(folder.join("postgres")).unwrap();
        let folder = program.parent().unwrap().to_owned();
        let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        Some(Self { folder, user: is_root.then(unprivileged_user) })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.env("LC_ALL", "C").current_dir("/");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// A directory of the server's user, wherever that one may go.
    fn temporary_folder(&self) -> PathBuf {
        static COUNT: AtomicU16 = AtomicU16::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("logto-postgres-{}-{count}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        self.give(&folder);
        folder
    }

    /// Makes the server's user the owner of all that is there.
    fn give(&self, path: &Path) {
        let Some((user, group)) = self.user else { return };
        chown(path, Some(user), Some(group)).unwrap();
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                self.give(&entry.unwrap().path());
            }
        }
    }

    /// A data directory in which nothing has happened yet. `initdb` takes a second: it runs once for all tests.
    fn template(&self) -> PathBuf {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let template = cache.join("postgres-template");
        let lock = File::create(cache.join("postgres-template.lock")).unwrap();
        lock.lock().unwrap();
        if !template.exists() {
            let folder = self.temporary_folder();
            let mut command = self.command("initdb");
            command.args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"]);
            let output = command.args(["--wal-segsize=1", "-D"]).arg(folder.join("data")).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let unfinished = cache.join("postgres-template.new");
            drop(fs::remove_dir_all(&unfinished));
            copy(&folder.join("data"), &unfinished);
            fs::write(unfinished.join("pg_hba.conf"), ACCESS).unwrap();
            fs::rename(unfinished, &template).unwrap();
            fs::remove_dir_all(folder).unwrap();
        }
        template
    }
}

/// The user and the group of `postgres`, or of nobody in particular.
fn unprivileged_user() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let mut fields = users.lines().find(|line| line.split(':').next() == Some(name))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    find("postgres").or_else(|| find("nobody")).unwrap()
}

/// Below the ports that the system gives out: nobody else takes it while the server is stopped.
fn free_port() -> u16 {
    let first = u16::try_from(std::process::id() % 11_000).unwrap();
    let ports = (first..11_000).chain(0..first).map(|offset| 20_000 + offset);
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    ports.into_iter().find(is_free).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
