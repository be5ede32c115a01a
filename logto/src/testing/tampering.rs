//! Hooks that make a provider lie, so that a client can show that it notices.

use std::fmt;

use serde_json::{Map, Value};

use crate::testing::crypto::TokenDraft;
use crate::testing::endpoints::Endpoint;

type TokenHook = Box<dyn Fn(&mut TokenDraft) + Send>;
type ResponseHook = Box<dyn Fn(&mut Map<String, Value>) + Send>;
type CallbackHook = Box<dyn Fn(&mut Vec<(String, String)>) + Send>;

/// The hooks that are set.
#[derive(Default)]
pub(in crate::testing) struct Tampering {
    id_token: Option<TokenHook>,
    access_token: Option<TokenHook>,
    logout_token: Option<TokenHook>,
    callback: Option<CallbackHook>,
    responses: Vec<(Endpoint, ResponseHook)>,
}

impl Tampering {
    pub(in crate::testing) fn on_id_tokens(&mut self, hook: TokenHook) {
        self.id_token = Some(hook);
    }

    pub(in crate::testing) fn on_access_tokens(&mut self, hook: TokenHook) {
        self.access_token = Some(hook);
    }

    pub(in crate::testing) fn on_logout_tokens(&mut self, hook: TokenHook) {
        self.logout_token = Some(hook);
    }

    pub(in crate::testing) fn on_callbacks(&mut self, hook: CallbackHook) {
        self.callback = Some(hook);
    }

    pub(in crate::testing) fn on_responses(&mut self, endpoint: Endpoint, hook: ResponseHook) {
        self.responses.retain(|(hooked, _)| *hooked != endpoint);
        self.responses.push((endpoint, hook));
    }

    pub(in crate::testing) fn id_token(&self, token: &mut TokenDraft) {
        if let Some(hook) = &self.id_token {
            hook(token);
        }
    }

    pub(in crate::testing) fn access_token(&self, token: &mut TokenDraft) {
        if let Some(hook) = &self.access_token {
            hook(token);
        }
    }

    pub(in crate::testing) fn logout_token(&self, token: &mut TokenDraft) {
        if let Some(hook) = &self.logout_token {
            hook(token);
        }
    }

    pub(in crate::testing) fn callback(&self, params: &mut Vec<(String, String)>) {
        if let Some(hook) = &self.callback {
            hook(params);
        }
    }

    /// Changes a JSON object on its way out; anything else passes.
    pub(in crate::testing) fn response(&self, endpoint: Endpoint, body: &mut Vec<u8>) {
        let hooks =
            self.responses.iter().filter(|(hooked, _)| *hooked == endpoint || *hooked == Endpoint::Any);
        for (_, hook) in hooks {
            if let Ok(mut object) = serde_json::from_slice(body) {
                hook(&mut object);
                *body = Value::Object(object).to_string().into_bytes();
            }
        }
    }
}

impl fmt::Debug for Tampering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tampering").finish_non_exhaustive()
    }
}
