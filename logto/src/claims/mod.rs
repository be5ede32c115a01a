//! temporary
use crate::error::{Error, Kind};
use crate::scope::UserScope;
/// claims
pub trait Claims: serde::de::DeserializeOwned + Send + Sync + 'static {
    /// scopes
    const SCOPES: &'static [UserScope];
}
/// e
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ClaimsError(serde_json::Error);
impl From<ClaimsError> for Error {
    fn from(e: ClaimsError) -> Self {
        Self::new(Kind::Denied, e)
    }
}
pub(crate) fn decode<C: Claims>(json: &str) -> Result<C, ClaimsError> {
    serde_json::from_str(json).map_err(ClaimsError)
}
