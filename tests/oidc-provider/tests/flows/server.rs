//! The server process: started for one test, obeying a command a line, and ending with it.

use std::io::{BufRead, BufReader, Write, stderr};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use serde_json::{Value, json};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

pub(crate) struct Server {
    process: Child,
    lines: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    pub(crate) endpoint: String,
}

impl Server {
    /// Starts a server for the tenant that `settings` describe.
    ///
    /// Where Node is missing there is nothing to test: the whole binary ends then, which counts as passed unless
    /// `LOGTO_TEST_SERVERS` is `required`.
    pub(crate) fn start(settings: &Value) -> Result<Self, String> {
        if let Some(missing) = missing() {
            skip(missing);
        }
        let mut command = Command::new("node");
        command.arg("server/main.mjs").current_dir(FOLDER).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().map_err(|error| error.to_string())?;
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut server =
            Self { process, lines: Mutex::new((input, BufReader::new(output))), endpoint: String::new() };
        let started = server.say(settings)?;
        started["endpoint"].as_str().unwrap().clone_into(&mut server.endpoint);
        Ok(server)
    }

    /// Has the server do something, and waits until it is done.
    pub(crate) fn obey(&self, command: &str, arguments: Value) -> Value {
        self.ask(command, arguments).unwrap()
    }

    /// The same of what the server may be unable to do, such as changing a user that there is not. It ends then.
    pub(crate) fn ask(&self, command: &str, mut arguments: Value) -> Result<Value, String> {
        arguments["command"] = json!(command);
        self.say(&arguments)
    }

    fn say(&self, message: &Value) -> Result<Value, String> {
        let mut lines = self.lines.lock().unwrap();
        writeln!(lines.0, "{message}").map_err(|error| error.to_string())?;
        let mut answer = String::new();
        lines.1.read_line(&mut answer).map_err(|error| error.to_string())?;
        serde_json::from_str(&answer).map_err(|_| format!("the server ended at {message}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn missing() -> Option<&'static str> {
    let mut node = Command::new("node");
    if node.arg("--version").stdout(Stdio::null()).status().is_err() {
        return Some("node not found");
    }
    let installed = Path::new(FOLDER).join("node_modules/oidc-provider").is_dir();
    (!installed).then_some("run `npm ci` in tests/oidc-provider")
}

/// Ends the test binary, past the capture of output: the flows know nothing of servers that may be missing.
fn skip(missing: &str) -> ! {
    assert!(std::env::var("LOGTO_TEST_SERVERS").as_deref() != Ok("required"), "{missing}");
    let _ = writeln!(stderr(), "skipped: {missing}");
    std::process::exit(0);
}
