//! A built example, and its process.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use logto::testing::Emulator;

/// A built example.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Its name, and that of the folder of its screenshots.
    pub name: &'static str,
    /// Where its program lies.
    pub program: &'static str,
    /// Where pictures go.
    pub screenshots: &'static str,
}

/// The running example, which ends with this.
#[derive(Debug)]
pub struct App {
    process: Child,
    address: String,
    said: String,
}

impl App {
    /// Starts a program on a free port, and reads the address from what it prints.
    pub fn start(program: &str, environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(program);
        let settings = env::vars_os().map(|(name, _)| name);
        let ours = ["LOGTO_", "SESSION_STORE"];
        for name in settings.filter(|name| ours.iter().any(|ours| name.to_string_lossy().starts_with(ours))) {
            command.env_remove(name);
        }
        command.env("PORT", "0").envs(environment.iter().copied()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut app = Self { process, address: String::new(), said: String::new() };
        while app.address.is_empty() {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the app ended: {}", app.said);
            app.said += &line;
            if let Some(address) = line.trim().strip_prefix("Open ") {
                address.clone_into(&mut app.address);
            }
        }
        app
    }

    /// The same with a tenant of the test's own.
    pub fn start_with(program: &str, emulator: &Emulator) -> Self {
        let environment = [
            ("LOGTO_ENDPOINT", emulator.endpoint()),
            ("LOGTO_APP_ID", emulator.app_id()),
            ("LOGTO_APP_SECRET", emulator.app_secret()),
        ];
        Self::start(program, &environment)
    }

    /// A page of the example.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// What it printed before it was ready.
    pub fn said(&self) -> &str {
        &self.said
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
