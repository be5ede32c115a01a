//! An API that verifies access tokens.

#[path = "../../../../../logto/tests/it/api/verification/api.rs"]
#[allow(dead_code, reason = "some of it serves tests that only the emulator can pass")]
mod api;
#[path = "../../../../../logto/tests/it/api/verification/introspection.rs"]
mod introspection;
mod tokens;

use self::api::{Api, ask};
use crate::tenant::marketplace as tenant;
