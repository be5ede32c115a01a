//! Uses a web app over HTTP, as a person with a browser would.

use reqwest::header::ACCEPT;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use serde_json::Value;
use url::Url;

/// Keeps cookies, follows redirects, and fills in forms. A clone is another tab.
#[derive(Clone)]
pub(crate) struct Browser(pub(crate) Client);

pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) url: Url,
    pub(crate) html: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self(Client::builder().cookie_store(true).redirect(Policy::limited(20)).build().unwrap())
    }

    pub(crate) async fn open(&self, url: &str) -> Page {
        Page::read(self.send(url).await.unwrap()).await
    }

    /// The answer, if there is one.
    pub(crate) async fn send(&self, url: &str) -> reqwest::Result<Response> {
        self.0.get(url).header(ACCEPT, "text/html").send().await
    }

    /// Sends the page's form with its hidden fields and what the person typed.
    pub(crate) async fn submit(&self, page: &Page, typed: &[(&str, &str)]) -> Page {
        let form = page.html.split("<form").nth(1).unwrap_or_else(|| panic!("no form: {}", page.html));
        let action = page.url.join(&attribute(form, "action")).unwrap();
        let hidden = form.split("<input").filter(|input| input.contains("type=\"hidden\""));
        let mut fields: Vec<_> =
            hidden.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect();
        for (name, value) in typed {
            assert!(form.contains(&format!("name=\"{name}\"")), "no field {name}: {form}");
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        Page::read(self.0.post(action).header(ACCEPT, "text/html").form(&fields).send().await.unwrap()).await
    }

    /// Signs in on the emulator's page, by password.
    pub(crate) async fn sign_in(&self, page: &Page, username: &str) -> Page {
        assert!(page.html.contains("type=\"password\""), "no sign-in page: {}", page.html);
        self.submit(page, &[("username", username), ("password", "password")]).await
    }
}

impl Page {
    async fn read(response: Response) -> Self {
        let (status, url) = (response.status(), response.url().clone());
        Self { status, url, html: response.text().await.unwrap() }
    }

    /// Expects a page of the app; its JSON is what the page shows of the claims.
    pub(crate) fn claims(&self, url: &str) -> Value {
        assert_eq!((self.status, self.url.as_str()), (StatusCode::OK, url), "{}", self.html);
        let json = self.html.split("<pre><code>").nth(1).unwrap().split("</code>").next().unwrap();
        serde_json::from_str(&json.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"))
            .unwrap()
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let start = format!(" {name}=\"");
    tag.split(&start).nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&")
}
