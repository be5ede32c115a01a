//! A person at the server's pages.

use crate::browser::{Browser, Page};

/// Walks through the server only: when a redirect leads elsewhere, it stops and gives back that URL.
pub(crate) struct TenantBrowser {
    browser: Browser,
    endpoint: String,
}

impl TenantBrowser {
    pub(super) fn new(endpoint: &str) -> Self {
        Self { browser: Browser::new(), endpoint: endpoint.to_owned() }
    }

    /// Signs a user in, if a page asks.
    pub(crate) async fn sign_in(&self, username: &str, url: &str) -> Result<String, String> {
        self.walk(url, Some(("username", username))).await
    }

    /// Cancels on the sign-in page.
    pub(crate) async fn cancel(&self, url: &str) -> Result<String, String> {
        self.walk(url, Some(("cancel", "yes"))).await
    }

    /// Follows redirects and forms that submit themselves, as at sign-out.
    pub(crate) async fn open(&self, url: &str) -> Result<String, String> {
        self.walk(url, None).await
    }

    /// The first page that asks for something, or says no.
    pub(crate) async fn look_at(&self, url: &str) -> Page {
        self.browser.open(url).await
    }

    async fn walk(&self, url: &str, typed: Option<(&str, &str)>) -> Result<String, String> {
        let mut page = self.browser.load(url).await;
        for _ in 0..20 {
            if let Some(next) = page.redirect() {
                if !next.starts_with(&self.endpoint) {
                    return Ok(next);
                }
                page = self.browser.load(&next).await;
            } else if page.status != 200 {
                return Err(format!("{page:?}"));
            } else {
                page = self.submit(&page, typed).await?;
            }
        }
        Err(format!("no end of redirects, last at {}", page.url))
    }

    async fn submit(&self, page: &Page, typed: Option<(&str, &str)>) -> Result<Page, String> {
        if let Some(action) = attribute(&page.body, "action") {
            let hidden = page.body.split("<input").skip(1);
            let fields: Option<Vec<_>> =
                hidden.map(|input| Some((attribute(input, "name")?, attribute(input, "value")?))).collect();
            return Ok(self.browser.post(action, &fields.ok_or("a form that asks for something")?).await);
        }
        let typed = typed.ok_or_else(|| format!("stopped at {page:?}"))?;
        Ok(self.browser.post(&page.url, &[typed]).await)
    }
}

fn attribute<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    html.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}
