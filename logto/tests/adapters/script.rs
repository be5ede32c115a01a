//! The words that expectations are written in.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

use crate::transcript::Answer;
use crate::world::World;

/// What happens next.
pub(crate) enum Step {
    Ask(Box<Ask>),
    Change(Change),
}

/// Something that happens to the world between two requests.
pub(crate) type Change =
    Box<dyn for<'w> FnOnce(&'w mut World) -> Pin<Box<dyn Future<Output = ()> + Send + 'w>> + Send>;

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// A visitor that never signs in.
    Nobody,
    /// A browser on its way to sign in as alice, or signed in as her.
    Alice,
    Bob,
    /// A browser whose sign-ins come to nothing.
    Carol,
}

/// A request and what comes of it.
pub(crate) struct Ask {
    pub(crate) who: Who,
    pub(crate) method: &'static str,
    /// `{state}` is that of the sign-in which the visitor began last, `{callback}` where Logto sent them back to, `{iss}`
    /// the issuer, `{org}` an organization.
    pub(crate) path: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// The names of access tokens, each for an `Authorization` header.
    pub(crate) bearers: Vec<&'static str>,
    pub(crate) json: Option<&'static str>,
    /// Fields of a form. `{logout_token}` is the one that Logto has made last, `{padding}` makes it too long.
    pub(crate) form: Option<&'static str>,
    /// Whether each cookie comes in a header of its own, as HTTP/2 may have it.
    pub(crate) cookies_apart: bool,
    pub(crate) expected: Expected,
    /// Whether the framework answers by itself, in its own words: only the status is compared.
    pub(crate) frameworks_own: bool,
}

/// What an answer has to be.
pub(crate) struct Expected {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    absent: Option<&'static str>,
    location: Option<&'static str>,
    body: Body,
}

enum Body {
    Whatever,
    Text(&'static str),
    Json(Value),
    Contains(&'static str),
}

/// `GET /path`, by nobody in particular, from a script.
pub(crate) fn ask(line: &'static str, status: u16) -> Ask {
    let (method, path) = line.split_once(' ').unwrap();
    let expected =
        Expected { status, headers: Vec::new(), absent: None, location: None, body: Body::Whatever };
    Ask {
        who: Who::Nobody,
        method,
        path,
        headers: Vec::new(),
        bearers: Vec::new(),
        json: None,
        form: None,
        cookies_apart: false,
        expected,
        frameworks_own: false,
    }
}

/// The same from a browser that loads a page.
pub(crate) fn load(line: &'static str, status: u16) -> Ask {
    ask(line, status)
        .with("accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .with("sec-fetch-mode", "navigate")
}

impl Ask {
    pub(crate) fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    pub(crate) fn with(mut self, header: &'static str, value: &'static str) -> Self {
        self.headers.push((header, value));
        self
    }

    /// With the access token of that name.
    pub(crate) fn bearer(mut self, token: &'static str) -> Self {
        self.bearers.push(token);
        self
    }

    pub(crate) fn json(mut self, body: &'static str) -> Self {
        self.json = Some(body);
        self
    }

    pub(crate) fn form(mut self, fields: &'static str) -> Self {
        self.form = Some(fields);
        self
    }

    pub(crate) fn cookies_apart(mut self) -> Self {
        self.cookies_apart = true;
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.expected.headers.push((name, value));
        self
    }

    pub(crate) fn without(mut self, name: &'static str) -> Self {
        self.expected.absent = Some(name);
        self
    }

    /// With a location that has this in it.
    pub(crate) fn leads_to(mut self, part: &'static str) -> Self {
        self.expected.location = Some(part);
        self
    }

    pub(crate) fn says(mut self, text: &'static str) -> Self {
        self.expected.body = Body::Text(text);
        self
    }

    pub(crate) fn says_json(mut self, value: Value) -> Self {
        self.expected.body = Body::Json(value);
        self
    }

    pub(crate) fn shows(mut self, text: &'static str) -> Self {
        self.expected.body = Body::Contains(text);
        self
    }

    pub(crate) fn in_the_frameworks_words(mut self) -> Self {
        self.frameworks_own = true;
        self
    }

    pub(crate) fn name(&self) -> String {
        let Self { who, method, path, headers, bearers, form, .. } = self;
        format!("{who:?} {method} {path} {headers:?} {bearers:?} {}", form.unwrap_or_default())
    }
}

impl Expected {
    /// What is wrong with an answer, if anything is.
    pub(crate) fn difference(&self, answer: &Answer) -> Option<String> {
        if answer.status != self.status {
            return Some(format!("expected {}, got {answer:?}", self.status));
        }
        for (name, value) in &self.headers {
            if !answer.has_header(name, value) {
                return Some(format!("expected `{name}: {value}`, got {answer:?}"));
            }
        }
        if let Some(name) = self.absent.filter(|name| answer.names_header(name)) {
            return Some(format!("expected no `{name}`, got {answer:?}"));
        }
        if let Some(part) = self.location.filter(|part| !answer.leads_to(part)) {
            return Some(format!("expected a location with `{part}`, got {answer:?}"));
        }
        let (fine, expected) = match &self.body {
            Body::Whatever => (true, String::new()),
            Body::Text(text) => (answer.body == *text, (*text).to_owned()),
            Body::Contains(text) => (answer.body.contains(text), format!("…{text}…")),
            Body::Json(value) => (
                serde_json::from_str::<Value>(&answer.body).is_ok_and(|body| body == *value),
                value.to_string(),
            ),
        };
        (!fine).then(|| format!("expected body {expected}, got {answer:?}"))
    }
}

impl From<Ask> for Step {
    fn from(ask: Ask) -> Self {
        Self::Ask(Box::new(ask))
    }
}
