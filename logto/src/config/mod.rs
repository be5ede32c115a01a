//! temporary
use crate::scope::UserScope;
use crate::secret::AppSecret;
pub use crate::prompt::{Prompt, UnknownPrompt};
use std::time::{Duration, SystemTime};
use url::Url;
/// c
#[derive(Clone, Debug)]
pub struct Config;
#[allow(missing_docs, unused)]
impl Config {
    pub fn endpoint(&self) -> &Url { todo!() }
    pub fn base_url(&self) -> Option<&Url> { todo!() }
    pub fn app_id(&self) -> &str { todo!() }
    pub fn app_secret(&self) -> Option<&AppSecret> { todo!() }
    pub fn cookie_keys(&self) -> impl Iterator<Item = &[u8]> { std::iter::empty() }
    pub fn scopes(&self) -> &[String] { todo!() }
    pub fn resources(&self) -> &[String] { todo!() }
    pub fn prompts(&self) -> &[Prompt] { todo!() }
    pub fn user_scopes_text(&self) -> String { todo!() }
    pub fn session_lifetime(&self) -> Duration { todo!() }
    pub fn leeway(&self) -> Duration { todo!() }
    pub fn now(&self) -> SystemTime { todo!() }
    pub fn visible_path(&self, p: &str) -> String { todo!() }
    pub fn visible_url(&self, p: &str) -> Option<Url> { todo!() }
    pub fn sign_in_path(&self) -> &str { todo!() }
    pub fn sign_up_path(&self) -> &str { todo!() }
    pub fn callback_path(&self) -> &str { todo!() }
    pub fn sign_out_path(&self) -> &str { todo!() }
    pub fn after_sign_out_path(&self) -> &str { todo!() }
    pub fn requests_scope(&self, s: UserScope) -> bool { todo!() }
}
