//! The macros for APIs and their permissions.

/// Guards a handler of an API: who does not bring an access token that permits it does not get in.
///
/// The [`BearerToken<R>`](crate::BearerToken) parameter, if there is one, is the verified token.
///
/// ```
/// use logto::{BearerToken, authorized};
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// #[resource("https://shopping.example.com/api")]
/// enum ShoppingApi {
///     #[scope("read")]
///     Read,
///     #[scope("write")]
///     Write,
/// }
///
/// #[authorized(ShoppingApi::Read)]
/// async fn list(token: BearerToken<ShoppingApi>) -> String {
///     format!("{} may write: {}", token.subject(), token.permits(ShoppingApi::Write))
/// }
///
/// #[authorized(ShoppingApi::Read + ShoppingApi::Write)]          // all of them
/// async fn replace() {}
///
/// #[authorized(any(ShoppingApi::Read, ShoppingApi::Write))]      // one of them
/// async fn count() {}
///
/// #[authorized]                                                  // any valid token for the API
/// async fn whoami(token: BearerToken<ShoppingApi>) -> String {
///     token.subject().to_owned()
/// }
/// ```
///
/// Without a token the answer is 401, with one that lacks a permission 403, and `WWW-Authenticate` says why
/// ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-3)). A permission that does not exist, or that is of another
/// API than the parameter's, does not compile.
///
/// # Options
///
/// | option | meaning |
/// |---|---|
/// | `organization = path("org_id")` | the token has to be for the organization that this parameter of the route's path names |
/// | `organization = header("x-organization-id")` | … that this header names |
/// | `crate = path` | where this crate is re-exported |
///
/// # Organizations
///
/// With `organization`, a token for the API has to be one within that organization; without, tokens from within an
/// organization are refused, because their permissions end there. Permissions of the organization template
/// (`#[resource(organizations)]`) are held in an organization and nowhere else, so they need the option.
///
/// ```
/// # use logto::{BearerToken, authorized};
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("write")] Write }
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// #[resource(organizations)]
/// enum Membership {
///     #[scope("invite:member")]
///     Invite,
/// }
///
/// // In axum the route is "/organizations/{org_id}/products".
/// #[authorized(ShoppingApi::Write, organization = path("org_id"))]
/// async fn add(token: BearerToken<ShoppingApi>) {}
///
/// #[authorized(Membership::Invite, organization = header("x-organization-id"))]
/// async fn invite(token: BearerToken<Membership>) {}
/// ```
///
/// # Handlers
///
/// The attribute goes on free `async fn`s. It replaces the `BearerToken<R>` parameter by a guard in the first place, so
/// that whether the token is good is settled before path, query or body are looked at; of other parameters there may be
/// up to 15. Body, return type, generics and attributes stay as they are.
///
/// It changes the parameters, so it stands **above** attributes that look at them, such as `#[axum::debug_handler]` or
/// Rocket's `#[get]`:
///
/// ```text
/// #[logto::authorized(ShoppingApi::Read)]
/// #[axum::debug_handler]
/// async fn list(token: BearerToken<ShoppingApi>) -> Json<Vec<Product>> { … }
/// ```
///
/// Those of actix-web (`#[get("/products")]`) may stand above or below it.
///
/// To protect a whole group of routes by one rule, see [`AccessRule`](crate::resource_server::AccessRule).
pub use logto_macros::authorized;

/// Makes an enum of permissions an API [`Resource`](trait@crate::Resource).
///
/// The API is named by the identifier it has in the Logto console, each permission by its name there:
///
/// ```
/// /// The shopping API and its permissions.
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// #[resource("https://shopping.example.com/api")]
/// enum ShoppingApi {
///     #[scope("read")]
///     Read,
///     #[scope("write")]
///     Write,
/// }
///
/// async fn call(session: logto::Session) -> logto::Result<()> {
///     let token = session.access_token::<ShoppingApi>().await?;
///     println!("may read: {}", token.permits(ShoppingApi::Read));
///     Ok(())
/// }
/// ```
///
/// The permissions of the organization template, which organization tokens hold, are an enum with
/// `#[resource(organizations)]`.
pub use logto_macros::Resource;
