//! Runs the built API, and makes the calls that its README shows.

#![allow(missing_docs, reason = "a test binary has no public items")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "these are tests, outside their functions too"
)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use logto::testing::{App, Emulator};
use reqwest::{Client, Response};

/// The running example, which ends with the test.
struct Api {
    process: Child,
    address: String,
    said: String,
}

impl Api {
    /// Starts the API on a free port, and reads the address from what it prints.
    fn start(endpoint: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_axum-api"));
        command.env_remove("LOGTO_ENDPOINT").envs(endpoint.map(|endpoint| ("LOGTO_ENDPOINT", endpoint)));
        let mut process = command.env("PORT", "0").stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut api = Self { process, address: String::new(), said: String::new() };
        while api.address.is_empty() {
            let mut line = String::new();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "the API ended: {}", api.said);
            api.said += &line;
            if let Some(address) = line.trim().strip_prefix("Listening on ") {
                address.clone_into(&mut api.address);
            }
        }
        api
    }

    /// A command with this API's address and the tokens that it printed.
    fn fill_in(&self, command: &str) -> String {
        let command = command.replace("localhost:3000", &self.address);
        let tokens = self.said.lines().filter_map(|line| line.strip_prefix("export ")?.split_once('='));
        tokens.fold(command, |command, (name, token)| command.replace(&format!("${name}"), token))
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command with what it prints.
struct Call<'a> {
    command: &'a str,
    answer: &'a str,
}

fn calls(readme: &str) -> Vec<Call<'_>> {
    let blocks = readme.split("```sh\ncurl -i ").skip(1);
    blocks
        .map(|block| {
            let (command, rest) = block.split_once("\n```\n```text\n").unwrap_or_else(|| panic!("{block}"));
            Call { command, answer: rest.split_once("\n```").unwrap().0 }
        })
        .collect()
}

/// Does what `curl -i` would: a URL, `-H` for headers and `-d` for a body.
async fn curl(command: &str) -> Response {
    let mut words = words(command).into_iter();
    let url = words.next().unwrap();
    let mut request = Client::new().get(&url);
    while let Some(option) = words.next() {
        let value = words.next().unwrap();
        request = match option.as_str() {
            "-H" => value.split_once(": ").map(|(name, value)| request.header(name, value)).unwrap(),
            "-d" => {
                let headers = request.build().unwrap().headers().clone();
                Client::new().post(&url).headers(headers).body(value)
            }
            other => panic!("{other} is not understood"),
        };
    }
    request.send().await.unwrap()
}

/// The words of a command line, without their quotes.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for letter in command.chars() {
        match (letter, quote) {
            (letter, Some(end)) if letter == end => quote = None,
            ('"' | '\'', None) => quote = Some(letter),
            (' ', None) => words.push(String::new()),
            (letter, _) => words.last_mut().unwrap().push(letter),
        }
    }
    words
}

/// An answer as `curl -i` prints it, with those of its headers that are about the token.
async fn printed(response: Response) -> String {
    let mut lines = vec![format!("HTTP/1.1 {}", response.status())];
    for challenge in response.headers().get_all("www-authenticate") {
        lines.push(format!("www-authenticate: {}", challenge.to_str().unwrap()));
    }
    lines.extend([String::new(), response.text().await.unwrap()]);
    lines.join("\n")
}

#[tokio::test]
async fn the_calls_of_the_readme_are_answered_as_it_says() {
    let api = Api::start(None);
    let readme = include_str!("../README.md");
    let calls = calls(readme);
    assert_eq!(calls.len(), readme.matches("curl -i ").count());
    for Call { command, answer } in calls {
        assert_eq!(printed(curl(&api.fill_in(command)).await).await, answer, "{command}");
    }
}

#[tokio::test]
async fn the_calls_that_are_printed_at_start_are_answered_as_they_say() {
    let api = Api::start(None);
    assert!(
        api.said.starts_with("LOGTO_ENDPOINT is not set: an emulator of Logto runs at http://localhost:")
    );
    let calls: Vec<_> = api.said.lines().filter_map(|line| line.strip_prefix("curl -i ")).collect();
    for status in ["200", "401", "403"] {
        assert!(calls.iter().any(|call| call.contains(&format!("# {status}"))), "{status}");
    }
    for call in calls {
        let (command, comment) = call.split_once('#').unwrap();
        let response = curl(api.fill_in(command.trim()).as_str()).await;
        assert_eq!(response.status().as_str(), &comment.trim()[..3], "{call}");
    }
}

#[tokio::test]
async fn programs_find_out_who_issues_the_tokens() {
    let api = Api::start(None);
    let response = curl(&format!("{}/.well-known/oauth-protected-resource/api", api.address)).await;
    let document = response.text().await.unwrap();
    let endpoint = api.said.lines().next().unwrap().rsplit(' ').next().unwrap();
    assert!(document.contains(&format!("\"authorization_servers\":[\"{endpoint}/oidc\"]")), "{document}");
    assert!(document.contains("\"scopes_supported\":[\"read\",\"write\"]"), "{document}");
}

#[tokio::test]
async fn the_environment_chooses_the_server() {
    let emulator = Emulator::builder().app(App::machine_to_machine("robot")).start().await.unwrap();
    let api = Api::start(Some(emulator.endpoint()));
    assert!(!api.said.contains("emulator"));
    let token = emulator.access_token("robot").resource("https://shopping.example.com/api").scopes(["read"]);
    let call = format!("{}/products -H 'Authorization: Bearer {}'", api.address, token.sign().unwrap());
    assert_eq!(curl(&call).await.status(), 200);
}
