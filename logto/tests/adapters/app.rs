//! What the three applications have in common: claims, permissions, and what their handlers say.

use http::HeaderValue;
use logto::guard::Failure;
use logto::resource_server::AccessRule;
use logto::{BearerToken, OrganizationIn, Resource, Session, SignIn, User, claims};
use serde_json::{Value, json};

/// What a handler says of who may keep its answer.
pub(crate) const KEPT_FOR_A_MINUTE: (&str, &str) = ("cache-control", "private, max-age=60");

/// Headers beside an error.
pub(crate) const BESIDE_AN_ERROR: [(&str, &str); 2] =
    [("link", "</one>; rel=help"), ("link", "</two>; rel=help")];

claims! {
    #[derive(Clone, PartialEq)]
    pub(crate) struct Account: profile + email + roles + organization_roles;
}

claims! {
    #[derive(Clone, PartialEq)]
    pub(crate) struct FullAccount: profile + custom_data;
}

claims! {
    /// `phone` is not among the scopes that sign-ins request.
    pub(crate) struct WithPhone: phone;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource(organizations)]
pub(crate) enum Template {
    #[scope("invite")]
    Invite,
}

pub(crate) fn greeting(user: &User<Account>) -> Value {
    json!({ "name": user.name, "email": user.email, "roles": user.roles })
}

pub(crate) fn full(user: &User<FullAccount>) -> Value {
    json!({ "name": user.name, "custom_data": user.custom_data })
}

pub(crate) fn optional(user: Option<&User<Account>>) -> Value {
    json!(user.map(|user| user.name.clone()))
}

pub(crate) fn session(session: &Session) -> Value {
    json!({ "is_authenticated": session.is_authenticated() })
}

/// No such resource is configured.
pub(crate) async fn returned_error(session: &Session) -> logto::Result<String> {
    session.access_token_for("https://nowhere.example.com").await.map(|_| "a token".to_owned())
}

/// How the three applications show failures: with a header more, and not in ASCII.
pub(crate) fn show(failure: &Failure<'_>) -> http::Response<String> {
    let mut response = failure.default_response();
    let shown = format!("größte {} {}", failure.status.as_u16(), failure.html);
    response.headers_mut().insert("x-shown", HeaderValue::try_from(shown).unwrap());
    response
}

/// What a sign-in asks of Logto beside the usual.
pub(crate) fn options(query: Option<&str>, options: SignIn) -> SignIn {
    if query == Some("lang=de") { options.ui_locales(["de"]) } else { options }
}

/// Gets an access token for the API, which may take a refresh.
pub(crate) async fn call_api(session: &Session) -> logto::Result<Value> {
    let token = session.access_token::<ShoppingApi>().await?;
    Ok(
        json!({ "may_read": token.permits(ShoppingApi::Read), "may_write": token.permits(ShoppingApi::Write) }),
    )
}

pub(crate) fn optional_token(token: Option<&BearerToken<ShoppingApi>>) -> Value {
    token.map_or(json!("nobody"), self::token)
}

/// What the routes of a group ask for.
pub(crate) const READERS: AccessRule<ShoppingApi> = AccessRule::global().all(&[ShoppingApi::Read]);
pub(crate) const READERS_IN_ORGANIZATION: AccessRule<ShoppingApi> =
    AccessRule::organization(OrganizationIn::Path("org")).all(&[ShoppingApi::Read]);

pub(crate) fn token<R: Resource>(token: &BearerToken<R>) -> Value {
    let permissions: Vec<_> = token.permissions().map(Resource::scope).collect();
    let organization = token.organization().map(|id| id.as_str().to_owned());
    json!({
        "machine": token.is_machine(),
        "client": token.client_id(),
        "permissions": permissions,
        "organization": organization,
    })
}
