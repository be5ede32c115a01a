//! A Redis of the test's own.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use logto::session::RedisSessionStore;
use redis::{Client, Connection, FromRedisValue};

use super::ports::free_port;

const PROGRAM: &str = "redis-server";

/// A busy machine takes its time.
const STARTING: Duration = Duration::from_secs(20);

/// `appendonly`, so that everything that was answered is there after a restart.
pub(crate) const PERSISTENT: &[&str] = &["--appendonly", "yes", "--appendfsync", "always"];

/// What [`RedisServer::start`] starts with a password.
pub(crate) const PASSWORD: &str = "correct horse battery staple/@:";

/// A server on a port of its own, with a folder of its own. Both go when it is dropped.
pub(crate) struct RedisServer {
    folder: PathBuf,
    port: u16,
    options: Vec<String>,
    process: Option<Child>,
}

impl RedisServer {
    /// A server with more options than those that every test wants. None if there is no Redis on this machine.
    pub(crate) fn start(options: &[&str]) -> Option<Self> {
        if Command::new(PROGRAM).arg("--version").output().is_err() {
            super::missing(PROGRAM);
            return None;
        }
        // The port may be taken by the time that Redis gets it.
        let server = (0..5).find_map(|_| Self::start_at(free_port(), options));
        assert!(server.is_some(), "Redis does not start");
        server
    }

    fn start_at(port: u16, options: &[&str]) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("logto-redis-{}-{port}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let options = options.iter().map(|&option| option.to_owned()).collect();
        let mut server = Self { folder, port, options, process: None };
        server.run().then_some(server)
    }

    /// Starts the process; says whether it came up.
    fn run(&mut self) -> bool {
        let process = Command::new(PROGRAM)
            .args([
                "--port",
                &self.port.to_string(),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--daemonize",
                "no",
            ])
            .arg("--dir")
            .arg(&self.folder)
            .args(&self.options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let process = self.process.insert(process);
        let until = Instant::now() + STARTING;
        while Instant::now() < until {
            if process.try_wait().unwrap().is_some() {
                return false;
            }
            if process_at(&url(self.port, &self.options)) == Some(process.id()) {
                return true;
            }
            sleep(Duration::from_millis(5));
        }
        false
    }

    pub(crate) fn url(&self) -> String {
        url(self.port, &self.options)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// A store with a connection of its own.
    pub(crate) fn store(&self) -> RedisSessionStore {
        RedisSessionStore::new(&self.url()).unwrap()
    }

    /// Has it stop in order, and waits until it has.
    pub(crate) fn stop(&mut self) {
        self.signal("TERM");
        self.process.take().unwrap().wait().unwrap();
    }

    /// Sends it a signal: `STOP` has it hold its breath until `CONT`.
    pub(crate) fn signal(&self, name: &str) {
        let process = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([format!("-{name}"), process]).status().unwrap().success());
    }

    /// Ends it on the spot.
    pub(crate) fn kill(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Starts it again, at the same place and with what it kept.
    pub(crate) fn start_again(&mut self) {
        assert!(self.process.is_none() && self.run(), "Redis does not start again");
    }

    /// Asks it something.
    pub(crate) fn ask<T: FromRedisValue>(&self, words: &[&str]) -> T {
        self.ask_bytes(&words.iter().map(|word| word.as_bytes()).collect::<Vec<_>>())
    }

    pub(crate) fn ask_bytes<T: FromRedisValue>(&self, words: &[&[u8]]) -> T {
        let (name, arguments) = words.split_first().unwrap();
        let name = std::str::from_utf8(name).unwrap();
        redis::cmd(name).arg(arguments).query(&mut self.connection()).unwrap()
    }

    fn connection(&self) -> Connection {
        Client::open(self.url()).unwrap().get_connection().unwrap()
    }

    /// The names of all keys that begin like this.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        self.ask(&["KEYS", &format!("{prefix}*")])
    }

    /// All keys and what lies under them, as bytes, and all that was written to disk.
    pub(crate) fn dump(&self) -> Vec<u8> {
        let mut dump = Vec::new();
        for key in self.keys("") {
            dump.extend_from_slice(key.as_bytes());
            match self.ask::<String>(&["TYPE", &key]).as_str() {
                "string" => dump.extend(self.ask::<Vec<u8>>(&["GET", &key])),
                "zset" => dump.extend(self.ask::<Vec<Vec<u8>>>(&["ZRANGE", &key, "0", "-1"]).concat()),
                other => panic!("{other} {key}"),
            }
        }
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    dump.extend(fs::read(entry).unwrap());
                }
            }
        }
        dump
    }

    /// How often Redis was asked something, by command.
    pub(crate) fn calls(&self) -> Vec<(String, u64)> {
        let statistics: String = self.ask(&["INFO", "commandstats"]);
        let lines =
            statistics.lines().filter_map(|line| line.strip_prefix("cmdstat_")?.split_once(":calls="));
        lines
            .map(|(command, rest)| (command.to_owned(), rest.split(',').next().unwrap().parse().unwrap()))
            .collect()
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The process that answers there, which may be another test's.
fn process_at(url: &str) -> Option<u32> {
    let mut connection = Client::open(url).unwrap().get_connection().ok()?;
    let about: String = redis::cmd("INFO").arg("server").query(&mut connection).ok()?;
    about.lines().find_map(|line| line.strip_prefix("process_id:"))?.trim().parse().ok()
}

/// With the password, if there is one among the options.
fn url(port: u16, options: &[String]) -> String {
    let has_password = options.iter().any(|option| option == "--requirepass");
    let password: String = url::form_urlencoded::byte_serialize(PASSWORD.as_bytes()).collect();
    let credentials =
        if has_password { format!(":{}@", password.replace('+', "%20")) } else { String::new() };
    format!("redis://{credentials}127.0.0.1:{port}/")
}
