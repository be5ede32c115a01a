//! What an administrator sets up in a tenant.

mod app;
mod directory;
mod user;

pub use app::App;
pub(super) use app::AppKind;
pub use directory::{ApiResource, Organization, Role};
pub(super) use directory::{Directory, Membership};
pub use user::User;
