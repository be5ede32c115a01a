//! The app's configuration.

mod prompt;

pub use prompt::{Prompt, UnknownPrompt};
