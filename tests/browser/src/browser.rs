//! What a person does with a browser.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::cookies::Cookie;
use fantoccini::{Client, Locator};
use serde_json::Value;

use crate::app::Example;
use crate::chromedriver::ChromeDriver;

/// How long a page may take, redirects and scripts included, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with a profile of its own, which takes pictures.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) driver: Client,
    example: Example,
    // Dropped last: it closes the browser.
    _chromedriver: ChromeDriver,
}

impl Browser {
    /// Opens a browser, if there is one on this machine.
    pub(crate) async fn open(example: Example) -> Option<Self> {
        let chromedriver = ChromeDriver::start()?;
        Some(Self { driver: chromedriver.open().await, example, _chromedriver: chromedriver })
    }

    pub(crate) async fn goto(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    /// Clicks the first element that the selector finds.
    pub(crate) async fn click(&self, selector: &str) {
        self.driver.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    /// Waits until the browser is at `url`.
    pub(crate) async fn arrive(&self, url: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.url().await != url {
            assert!(Instant::now() < deadline, "at {}, not {url}:\n{}", self.url().await, self.text().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn url(&self) -> String {
        self.driver.current_url().await.unwrap().into()
    }

    /// What a person can read on the page.
    pub(crate) async fn text(&self) -> String {
        match self.driver.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Expects the page to show this, before long.
    pub(crate) async fn see(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let page = self.text().await;
            if page.contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "no “{text}” at {}:\n{page}", self.url().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Whether the emulator asks who is there, before long.
    pub(crate) async fn is_at_sign_in_page(&self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let fields = self.driver.find_all(Locator::Css("input[type=password]")).await.unwrap();
            if !fields.is_empty() && self.text().await.contains("to continue to") {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Signs in on the emulator's page by password.
    pub(crate) async fn sign_in(&self, username: &str) {
        assert!(self.is_at_sign_in_page().await, "no sign-in page: {}", self.text().await);
        for (field, typed) in [("username", username), ("password", "password")] {
            let field = self.driver.find(Locator::Css(&format!("input[name={field}]"))).await.unwrap();
            field.send_keys(typed).await.unwrap();
        }
        self.click("button.main").await;
    }

    /// What a script on the page returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap()
    }

    /// The application's cookies, and not those of the emulator, which is on the same host.
    pub(crate) async fn session_cookies(&self) -> Vec<Cookie<'static>> {
        let mut cookies = self.driver.get_all_cookies().await.unwrap();
        cookies.retain(|cookie| cookie.name().contains("logto-"));
        cookies
    }

    /// Takes a picture of the page.
    pub(crate) async fn picture(&self, page: &str) {
        let folder = Path::new(self.example.screenshots).join(self.example.name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{page}.png")), self.driver.screenshot().await.unwrap()).unwrap();
    }
}
