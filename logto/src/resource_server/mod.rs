//! Protects an API: who brings a good access token gets in, and the others learn why not.
//!
//! [`#[logto::authorized]`](macro@crate::authorized) is an [`AccessRule`] on a handler; [`BearerToken`] is what the
//! handler gets. Logto has [three models](https://docs.logto.io/authorization) of who may do what, and a rule is one of
//! them:
//!
//! | model | rule | the token's audience | its `organization_id` |
//! |---|---|---|---|
//! | global API resource | [`AccessRule::global`] on an API | the API | must not be there |
//! | organization permissions | [`AccessRule::organization`] on `#[resource(organizations)]` | `urn:logto:organization:<id>` of the request's organization | must not be there |
//! | API resource in an organization | [`AccessRule::organization`] on an API | the API | the request's organization |
//!
//! # Example: an API in axum
//!
//! ```no_run
//! # #[cfg(feature = "axum")]
//! # mod example {
//! use axum::{Router, extract::Path, routing::get};
//! use logto::{BearerToken, Client, Config, authorized};
//!
//! #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
//! #[resource("https://shopping.example.com/api")]
//! enum ShoppingApi {
//!     #[scope("read")]
//!     Read,
//!     #[scope("write")]
//!     Write,
//! }
//!
//! #[authorized(ShoppingApi::Read)]
//! async fn list(token: BearerToken<ShoppingApi>) -> String {
//!     format!("products for {}", token.subject())
//! }
//!
//! /// Lets in who may read and write in the organization that the path names.
//! #[authorized(ShoppingApi::Read + ShoppingApi::Write, organization = path("org_id"))]
//! async fn of_organization(Path(org_id): Path<String>) -> String {
//!     format!("products of {org_id}")
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
//! let app = Router::new()
//!     .route("/products", get(list))
//!     .route("/organizations/{org_id}/products", get(of_organization))
//!     .merge(logto::axum::resource_metadata::<ShoppingApi>(&logto))
//!     .layer(logto::axum::layer(logto));
//! # let listener = tokio::net::TcpListener::bind("127.0.0.1:3001").await?;
//! axum::serve(listener, app).await?;
//! # Ok(()) }
//! # }
//! ```
//!
//! # Verification
//!
//! The issuer's keys are fetched when the first token comes, at least every ten minutes while tokens come, and at once for a
//! token whose key is not known: at most every 30 seconds, or every second while they cannot be had. A token has to be an
//! `at+jwt` that one of them signed, by an algorithm of the key's own type, issued by this tenant and good at this time.
//! What has passed is remembered, without its signature, until it expires or its key is withdrawn.
//!
//! While Logto is out of reach, the keys that are known go on being used, for a day at most. A token whose key is not among
//! them gets 503 then; so does one that was issued after they were fetched, until they may be fetched again: it may be good.
//!
//! # Answers
//!
//! They follow [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-3), with
//! [RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)'s `resource_metadata` once the metadata route is there:
//!
//! | request | status | `error` |
//! |---|---|---|
//! | without a token | 401, `WWW-Authenticate: Bearer` | `unauthorized`, in the body only |
//! | with a token that is not valid, or for another API or organization | 401 | `invalid_token` |
//! | with a token that lacks a permission | 403, with the permissions needed in `scope` | `insufficient_scope` |
//! | with a malformed header, two of them, or no organization | 400 | `invalid_request` |
//! | with a token whose key cannot be had at the moment | 503, with `Retry-After` | `temporarily_unavailable` |
//! | to an API that is set up wrongly; the log says how | 500 | `server_error`, or `Server misconfigured` if the layer is missing |

#![cfg_attr(
    not(any(feature = "actix-web", feature = "axum", feature = "rocket")),
    allow(dead_code, unused_imports, reason = "adapters ask for most of it, and none is enabled")
)]

mod access;
mod authorize;
mod bearer_token;
pub(crate) mod challenge;
pub(crate) mod credentials;
pub(crate) mod metadata;
pub(crate) mod refusal;

pub(crate) use access::AnyToken;
pub use access::{AccessPolicy, AccessRule, TokenFor};
pub(crate) use authorize::authorize;
pub use bearer_token::{Authorized, BearerToken};

pub use crate::resource::{Globally, InOrganizations, OutsideOrganizations};
