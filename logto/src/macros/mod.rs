//! The macros and their documentation.

mod api;

pub use api::{Resource, authorized};

/// Makes a struct of claims from scopes.
///
/// The scopes are what sign-in asks for; the fields are the claims that Logto releases for them. A claim whose scope
/// is not listed is not there to be misspelt.
///
/// ```
/// use logto::claims;
///
/// #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
/// pub struct Preferences {
///     theme: String,
/// }
///
/// claims! {
///     /// The signed-in user, as this app sees them.
///     #[derive(Clone, PartialEq)]
///     pub struct Account: profile + email + custom_data<Preferences> + organizations;
/// }
///
/// fn greeting(account: &Account) -> String {
///     let name = account.name.as_deref().or(account.username.as_deref()).unwrap_or("stranger");
///     format!("Hello {name}, your theme is {}", account.custom_data.theme)
/// }
/// ```
///
/// # Scopes and fields
///
/// Every struct has `sub: String`, the user's id.
///
/// | scope | fields |
/// |---|---|
/// | `profile` | `name`, `family_name`, `given_name`, `middle_name`, `nickname`, `preferred_username`, `profile`, `picture`, `website`, `gender`, `birthdate`, `zoneinfo`, `locale`, `username`: `Option<String>`; `created_at`, `updated_at`: [`Timestamp`](crate::claims::Timestamp) |
/// | `email` | `email: Option<String>`, `email_verified: bool` |
/// | `phone` | `phone_number: Option<String>`, `phone_number_verified: bool` |
/// | `address` | `address: Option<`[`Address`](crate::claims::Address)`>` |
/// | `custom_data`, `custom_data<T>` | `custom_data: T`, or a map of JSON values ᵘ |
/// | `identities` | `identities: BTreeMap<String, `[`Identity`](crate::claims::Identity)`>` ᵘ, `sso_identities: Vec<`[`SsoIdentity`](crate::claims::SsoIdentity)`>` ᵘ |
/// | `roles` | `roles: Vec<String>` |
/// | `organizations` | `organizations: Vec<`[`OrganizationId`](crate::OrganizationId)`>`, `organization_data: Vec<`[`OrganizationData`](crate::claims::OrganizationData)`>` ᵘ |
/// | `organization_roles` | `organization_roles: Vec<`[`OrganizationRole`](crate::OrganizationRole)`>` |
/// | `sessions`, `trusted_devices` | none: they open parts of the Account API |
///
/// ᵘ Logto delivers these from the userinfo endpoint: a handler that asks for them is marked
/// [`#[authenticated(fetch_userinfo)]`](macro@crate::authenticated). If your tenant puts them into the ID token, say
/// so before the scope: `profile + #[claim(id_token)] custom_data<Preferences>`. An application that wants the
/// organizations' ids but not their data uses [`#[derive(Claims)]`](derive@crate::Claims).
///
/// # Claims of your own
///
/// A brace body holds claims that Logto's table does not know, such as those of a custom-claims script:
///
/// ```
/// # use logto::claims;
/// # #[derive(Debug, serde::Serialize, serde::Deserialize)]
/// # pub enum Tier { Gold }
/// claims! {
///     pub struct Member: profile + email {
///         /// Added by the tenant's custom-claims script.
///         pub tier: Option<Tier>,
///         #[claim(rename = "https://acme.example/plan")]
///         pub plan: String,
///     }
/// }
/// ```
///
/// # Derives and attributes
///
/// `Debug`, `Serialize` and `Deserialize` come by themselves (those you derive yourself are left to you), without a
/// dependency on serde of your own. Your attributes, documentation, visibility and type parameters pass through.
///
/// Serializing gives back the JSON that Logto sent for those scopes: claims that are null when empty are written as
/// `null`, claims that are absent when empty are left out.
///
/// # Re-exports
///
/// Where this crate goes by another path, name it: `#[claim(crate = my_framework::logto)]` on the struct.
pub use logto_macros::claims;

/// Makes a struct of your own a struct of claims; the scopes are inferred from its fields.
///
/// ```
/// use logto::{Claims, UserScope};
///
/// #[derive(serde::Deserialize)]
/// struct Preferences {
///     theme: String,
/// }
///
/// #[derive(serde::Deserialize, logto::Claims)]
/// struct Subscriber {
///     sub: String,
///     email: String,
///     name: Option<String>,
///     #[claim("custom_data")]
///     preferences: Preferences,
///     #[claim(custom)]
///     tier: Option<String>,
/// }
///
/// assert_eq!(Subscriber::SCOPES, [UserScope::Email, UserScope::Profile, UserScope::CustomData]);
/// ```
///
/// A field that is not an `Option` is required: a user without an email address is no `Subscriber`, which is a typed
/// error ([`Error::is_denied`](crate::Error::is_denied)) and not a panic. A field that is no claim of Logto's, or whose
/// type cannot hold its claim, does not compile.
///
/// # Field attributes
///
/// | attribute | the field |
/// |---|---|
/// | `#[claim("custom_data")]` | is filled by the claim of that name |
/// | `#[claim(custom)]` | is a claim of your own, which Logto's table does not know |
/// | `#[claim(id_token)]` | is delivered in the ID token, for your tenant says so |
/// | `#[claim(serde)]` | is of a type of your own, or another crate's: its `Deserialize` decides what it reads |
///
/// They combine: `#[claim("picture", serde)] avatar: Option<url::Url>`. On the struct, `#[claim(crate = path)]` says
/// where this crate is re-exported.
///
/// # serde
///
/// serde's attributes keep their meaning. `rename` and `alias` name the claim; `default` makes it optional, as does
/// `default` on the struct; a field with `skip` is no claim; one with `flatten` takes what the others leave and adds
/// no scope; with `with` or `deserialize_with` the type is yours to choose. A `rename_all` that no claim goes by
/// (`camelCase`, for a frontend) is for writing: claims are read by Logto's names all the same.
///
/// Claims that `#[claim("…")]` renames are read under that name from Logto. To serde itself, the field is called what
/// serde calls it.
///
/// # Generics
///
/// Type and const parameters are fine, lifetimes are not: claims own their data.
pub use logto_macros::Claims;

/// Guards a handler: who is not signed in does not get in.
///
/// The [`User<C>`](crate::User) parameter, if there is one, is the signed-in user, with the claims `C`.
///
/// ```
/// use logto::{User, authenticated, claims};
///
/// claims! {
///     pub struct Account: profile + email;
/// }
///
/// #[authenticated]                          // signed out: 401 {"error": "Not authenticated"}
/// async fn api(user: User<Account>) -> String {
///     user.into_claims().sub
/// }
///
/// #[authenticated(redirect)]                // signed out: to the sign-in route, and back here afterwards
/// async fn page() -> &'static str {
///     "members only"
/// }
///
/// #[authenticated(redirect = "/welcome")]   // signed out: to another path of this application
/// async fn lobby(_user: User<Account>) {}
/// ```
///
/// # Options
///
/// | option | meaning |
/// |---|---|
/// | `redirect` | browsers that navigate here signed out are redirected to the sign-in route, and back after it; everything else (fetch, XHR, POST) gets 401 |
/// | `redirect = "/path"` | they are redirected to that path |
/// | `fetch_userinfo` | claims are fetched from the userinfo endpoint, which has all of them, at the price of a request to Logto |
/// | `role = "admin"`, `role = any("admin", "support")` | the user has to have the role, or one of them; who has not gets 403 |
/// | `organization_role = "admin"`, or `any(…)` | the same for roles in the organization that `organization` names |
/// | `organization = path("org_id")`, `organization = header("x-organization-id")` | where requests name that organization |
/// | `crate = path` | where this crate is re-exported |
///
/// Claims that only the userinfo endpoint delivers need `fetch_userinfo`, unless their field is an `Option` or marked
/// `#[claim(id_token)]`; it does not compile otherwise.
///
/// # Roles
///
/// Roles are looked up in the claims of the `User<C>` parameter, so `C` needs the scopes `roles` or
/// `organization_roles`; it does not compile otherwise (see [`HasRoles`](crate::claims::HasRoles)). Their names are
/// compared exactly, as are the ids of organizations.
///
/// ```
/// use logto::{User, authenticated, claims};
///
/// claims! {
///     pub struct Member: profile + roles + organization_roles;
/// }
///
/// #[authenticated(redirect, role = any("admin", "support"))]
/// async fn tickets(user: User<Member>) -> String {
///     user.into_claims().sub
/// }
///
/// // In axum the route is "/organizations/{org_id}/members".
/// #[authenticated(organization_role = "admin", organization = path("org_id"))]
/// async fn members(_user: User<Member>) {}
/// ```
///
/// The claims of a session are as old as its ID token, an hour at most by Logto's defaults. Where a role that was just
/// taken away must not count any more, add `fetch_userinfo`: it asks Logto.
///
/// # Handlers
///
/// The attribute goes on free `async fn`s. It replaces the `User<C>` parameter by a guard in the first place, so that
/// whether somebody is signed in is settled before path, query or body are looked at; of other parameters there may be
/// up to 15. Body, return type, generics and attributes stay as they are.
///
/// It changes the parameters, so it stands **above** attributes that look at them, such as `#[axum::debug_handler]` or
/// Rocket's `#[get]`:
///
/// ```text
/// #[logto::authenticated(redirect)]
/// #[axum::debug_handler]
/// async fn account(user: User<Account>) -> Html<String> { … }
/// ```
///
/// Those of actix-web (`#[get("/account")]`) may stand above or below it.
pub use logto_macros::authenticated;
