//! How an answer gets back to the app.

use url::form_urlencoded;

use super::form_post;
use crate::testing::state::World;
use crate::testing::wire::{Response, response};

/// Where the answer goes and how it travels.
#[derive(Clone, Debug)]
pub(super) struct Callback {
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ResponseMode {
    Query,
    Fragment,
    FormPost,
}

impl Callback {
    /// The parameters, with `state` and `iss` ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)) after them.
    pub(super) fn respond(&self, world: &World, mut params: Vec<(String, String)>) -> Response {
        params.extend(self.state.iter().map(|state| ("state".to_owned(), state.clone())));
        params.push(("iss".to_owned(), world.issuer.clone()));
        world.tampering.callback(&mut params);
        if self.mode == ResponseMode::FormPost {
            return form_post(&self.redirect_uri, &params);
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&params).finish();
        let separator = match self.mode {
            ResponseMode::Fragment => '#',
            _ if self.redirect_uri.contains('?') => '&',
            _ => '?',
        };
        response::redirect(&format!("{}{separator}{query}", self.redirect_uri))
    }
}
