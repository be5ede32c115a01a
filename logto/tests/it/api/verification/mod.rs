//! An API that verifies access tokens.

mod api;
mod api_only;
mod cached;
mod captured;
mod claims;
mod introspection;
mod issuers;
mod keys;
mod outages;

use self::api::{Api, Clock, ShoppingApi, ask, routes};
use crate::tenant::marketplace as tenant;
