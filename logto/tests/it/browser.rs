//! A browser as far as the tests need one: it keeps cookies, follows redirects when told to, and fills in forms.

use reqwest::header::{ACCEPT, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};

/// What browsers say they accept when they load a page.
pub(crate) const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[derive(Clone)]
pub(crate) struct Browser {
    http: Client,
}

/// An answer with its body read.
#[derive(Debug)]
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
        let http = Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self { http }
    }

    /// Loads a page, without following redirects.
    pub(crate) async fn load(&self, url: &str) -> Page {
        Page::read(self.http.get(url).header(ACCEPT, HTML).send().await.unwrap()).await
    }

    /// Calls as a script would.
    pub(crate) async fn fetch(&self, url: &str) -> Page {
        let request = self
            .http
            .get(url)
            .header(ACCEPT, "application/json")
            .header("sec-fetch-mode", "cors");
        Page::read(request.send().await.unwrap()).await
    }

    pub(crate) async fn get_with(&self, url: &str, headers: &[(&str, &str)]) -> Page {
        let request = headers.iter().fold(self.http.get(url), |request, (name, value)| {
            request.header(*name, *value)
        });
        Page::read(request.send().await.unwrap()).await
    }

    pub(crate) async fn post(&self, url: &str, form: &[(&str, &str)]) -> Page {
        Page::read(
            self.http
                .post(url)
                .header(ACCEPT, HTML)
                .form(form)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    /// Loads a page and follows redirects and self-submitting forms; gives up after 20 steps.
    pub(crate) async fn open(&self, url: &str) -> Page {
        let mut page = self.load(url).await;
        for _ in 0..20 {
            let Some(location) = page.redirect() else {
                return page;
            };
            page = self.load(&location).await;
        }
        panic!("more than 20 redirects, last at {}", page.url);
    }
}

impl Page {
    async fn read(response: Response) -> Self {
        let url = response.url().to_string();
        let header = |name| {
            response
                .headers()
                .get(name)
                .map(|value: &http::HeaderValue| value.to_str().unwrap().to_owned())
        };
        let location = header(LOCATION);
        let set_cookies = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .map(|line| line.to_str().unwrap().to_owned())
            .collect();
        let (status, headers) = (response.status(), response.headers().clone());
        Self {
            url,
            status,
            location,
            set_cookies,
            headers,
            body: response.text().await.unwrap(),
        }
    }

    /// Where the page redirects to, as an absolute URL.
    pub(crate) fn redirect(&self) -> Option<String> {
        let location = self.location.as_deref()?;
        Some(
            url::Url::parse(&self.url)
                .unwrap()
                .join(location)
                .unwrap()
                .to_string(),
        )
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn path(&self) -> String {
        url::Url::parse(&self.url).unwrap().path().to_owned()
    }
}
