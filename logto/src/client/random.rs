//! Randomness, drawn here so that the layers below need none.

use aws_lc_rs::error::Unspecified;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Error, Kind};

/// The operating system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("the operating system's random generator failed")]
struct NoRandomness;

/// 256 random bits as 43 URL-safe characters.
pub(crate) fn token() -> Result<String, Error> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|Unspecified| Error::new(Kind::Transient, NoRandomness))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
