//! A browser as far as the tests need one: it keeps cookies, follows redirects when told to, and fills in forms.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};

/// What browsers say they accept when they load a page.
pub(crate) const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Clones share their cookies. Only the server removes a cookie: how old one is, it has to know by itself.
#[derive(Clone)]
pub(crate) struct Browser {
    http: Client,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
}

/// An answer with its body read.
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) set_cookies: Vec<String>,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, jar: Arc::default() }
    }

    /// Loads a page, without following redirects.
    pub(crate) async fn load(&self, url: &str) -> Page {
        self.send(self.http.get(url).header(ACCEPT, HTML)).await
    }

    /// Calls as a script would.
    pub(crate) async fn fetch(&self, url: &str) -> Page {
        self.get_with(url, &[("accept", "application/json"), ("sec-fetch-mode", "cors")]).await
    }

    pub(crate) async fn get_with(&self, url: &str, headers: &[(&str, &str)]) -> Page {
        let request = self.http.get(url);
        self.send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
    }

    pub(crate) async fn head(&self, url: &str) -> Page {
        self.send(self.http.head(url).header(ACCEPT, HTML)).await
    }

    pub(crate) async fn post(&self, url: &str, form: &[(&str, &str)]) -> Page {
        self.send(self.http.post(url).header(ACCEPT, HTML).form(form)).await
    }

    pub(crate) async fn post_body(
        &self,
        url: &str,
        content_type: &str,
        body: impl Into<reqwest::Body>,
    ) -> Page {
        self.send(self.http.post(url).header(CONTENT_TYPE, content_type).body(body)).await
    }

    async fn send(&self, request: RequestBuilder) -> Page {
        let cookies = self.cookies();
        let cookies: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) };
        let page = Page::read(request.send().await.unwrap()).await;
        page.set_cookies.iter().for_each(|line| self.keep(line));
        page
    }

    fn keep(&self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let ended = attributes.contains("Max-Age=0;") || attributes.contains("expires=Thu, 01 Jan 1970");
        if ended {
            self.remove_cookie(name);
        } else {
            self.set_cookie(name, value);
        }
    }

    /// All cookies by name.
    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.jar.lock().unwrap().clone()
    }

    /// The one cookie whose name ends like this.
    pub(crate) fn cookie(&self, suffix: &str) -> (String, String) {
        let mut found = self.cookies().into_iter().filter(|(name, _)| name.ends_with(suffix));
        found.next().unwrap_or_else(|| panic!("no cookie …{suffix} among {:?}", self.cookies().keys()))
    }

    /// How many cookies have this in their name.
    pub(crate) fn count_cookies(&self, part: &str) -> usize {
        self.cookies().keys().filter(|name| name.contains(part)).count()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.jar.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub(crate) fn remove_cookie(&self, name: &str) {
        self.jar.lock().unwrap().remove(name);
    }

    /// Another browser, without cookies. (Setting an HTTP client up takes long.)
    pub(crate) fn another(&self) -> Self {
        Self { http: self.http.clone(), jar: Arc::default() }
    }

    /// Another browser with a copy of the cookies.
    pub(crate) fn copy(&self) -> Self {
        let copy = self.another();
        self.cookies().iter().for_each(|(name, value)| copy.set_cookie(name, value));
        copy
    }

    /// Loads a page and follows redirects and self-submitting forms; gives up after 20 steps.
    pub(crate) async fn open(&self, url: &str) -> Page {
        let mut page = self.load(url).await;
        for _ in 0..20 {
            let Some(location) = page.redirect() else { return page };
            page = self.load(&location).await;
        }
        panic!("more than 20 redirects, last at {}", page.url);
    }
}

impl Page {
    async fn read(response: Response) -> Self {
        let url = response.url().to_string();
        let header = |name| {
            response.headers().get(name).map(|value: &http::HeaderValue| value.to_str().unwrap().to_owned())
        };
        let location = header(LOCATION);
        let set_cookies = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .map(|line| line.to_str().unwrap().to_owned())
            .collect();
        let (status, headers) = (response.status(), response.headers().clone());
        Self { url, status, location, set_cookies, headers, body: response.text().await.unwrap() }
    }

    /// Where the page redirects to, as an absolute URL.
    pub(crate) fn redirect(&self) -> Option<String> {
        let location = self.location.as_deref()?;
        Some(url::Url::parse(&self.url).unwrap().join(location).unwrap().to_string())
    }

    /// Asserts that this is a page which says no and offers to sign in, and no redirect.
    pub(crate) fn assert_refused(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.location, None);
        assert!(self.headers["content-type"].to_str().unwrap().starts_with("text/html"), "{self:?}");
        let link = if status == 403 { "Try again" } else { "Sign in" };
        let link = format!("<a href=\"/sign-in\">{link}</a>");
        assert!(self.body.contains(&link), "{}", self.body);
        assert_eq!(self.headers["cache-control"], "no-store");
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {:?} {}", self.url, self.status, self.location, self.body)
    }
}
