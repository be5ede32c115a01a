//! The decision: admit the user, send them to sign in, or refuse.

use std::sync::Arc;

use http::{HeaderMap, Response, Uri};

use super::answer::see_other;
use super::policy::{Policy, Redirect, SignedIn};
use super::requirement::{Lack, Requirement};
use super::user::User;
use super::visit::Visit;
use crate::claims::{self, Claims};
use crate::error::{Error, Kind, Result};
use crate::organization::OrganizationInError;
use crate::return_to::ReturnTo;
use crate::scope::UserScope;
use crate::session::identity::Identity;

/// Why a signed-in user is not admitted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GuardError {
    #[error(
        "the handler's claims need the scope `{0}`, which sign-ins do not request: add `.claims::<…>()` with their \
         type to the config builder"
    )]
    ScopeNotRequested(UserScope),
    #[error("the session began before the scope `{0}` was requested")]
    SessionLacksScope(UserScope),
    #[error(
        "the browser has just signed in and is signed out again, so it is not sent round in a circle: it refuses cookies, \
         or sessions are kept in the memory of another instance, or {0}"
    )]
    SignedOutAgain(#[source] Error),
    #[error("the user lacks {0}")]
    Lacks(Lack),
    #[error(transparent)]
    NoOrganization(OrganizationInError),
}

impl From<GuardError> for Error {
    fn from(error: GuardError) -> Self {
        let kind = match &error {
            GuardError::ScopeNotRequested(_) => Kind::Configuration,
            GuardError::NoOrganization(error) if error.is_mistake() => Kind::Configuration,
            GuardError::Lacks(_) | GuardError::NoOrganization(_) => Kind::Denied,
            GuardError::SessionLacksScope(_) | GuardError::SignedOutAgain(_) => Kind::SignedOut,
        };
        Self::new(kind, error)
    }
}

/// The user whom policy `P` admits to a request with these headers.
///
/// `path_parameter` is how the adapter's framework finds a parameter of the route's path.
pub(crate) async fn admit<C: Claims, P: Policy<Requirement: Requirement<C>>>(
    visit: &Visit,
    headers: &HeaderMap,
    path_parameter: impl FnOnce(&str) -> Option<String>,
) -> Result<User<C>> {
    let (config, now) = (visit.client().config(), visit.client().now());
    require_scopes::<C>(GuardError::ScopeNotRequested, |scope| config.asks_for(scope))?;
    let identity = visit.current_identity(now).await?;
    let user = if P::FETCH_USERINFO {
        require_scopes::<C>(GuardError::SessionLacksScope, |scope| identity.asked_for(scope.as_str()))?;
        // In a box, so that the future of other guards is small enough to be allocated fast.
        User::new(Box::pin(async { visit.session().await?.userinfo().await }).await?)
    } else {
        by_id_token(identity)?
    };
    let organization = P::ORGANIZATION.map(|place| place.find(headers, path_parameter));
    let organization = organization.transpose().map_err(GuardError::NoOrganization)?;
    P::Requirement::check(&user, organization.as_ref()).map_err(GuardError::Lacks)?;
    Ok(user)
}

fn by_id_token<C: Claims>(identity: Arc<Identity>) -> Result<User<C>> {
    // Only sessions with the scopes put claims there.
    if let Some(claims) = identity.shelf().take() {
        return Ok(User::with_loan(claims, identity));
    }
    require_scopes::<C>(GuardError::SessionLacksScope, |scope| identity.asked_for(scope.as_str()))?;
    Ok(User::with_loan(Box::new(claims::decode(identity.claims())?), identity))
}

/// The user who is signed in.
pub(crate) async fn user<C: Claims>(visit: &Visit) -> Result<User<C>> {
    admit::<C, SignedIn>(visit, &HeaderMap::new(), |_| None).await
}

fn require_scopes<C: Claims>(
    lacking: fn(UserScope) -> GuardError,
    is_there: impl Fn(UserScope) -> bool,
) -> Result<(), GuardError> {
    match C::SCOPES.iter().find(|scope| !is_there(**scope)) {
        Some(scope) => Err(lacking(*scope)),
        None => Ok(()),
    }
}

/// The answer to a request for `uri` that is not admitted: on to sign in, or the failure.
pub(crate) fn refuse(error: Error, redirect: Redirect, visit: &Visit, uri: &Uri) -> Box<Response<String>> {
    let answer = match where_to_sign_in(error, redirect, visit, uri) {
        Ok(path) => {
            tracing::debug!("not signed in: redirected to sign in");
            see_other(&path)
        }
        Err(error) => {
            log(&error);
            // A handler that redirects nobody is there for programs.
            let html = visit.is_navigation() && redirect != Redirect::Never;
            visit.show(&error, html)
        }
    };
    Box::new(answer)
}

/// Where the browser goes to sign in, or the error if that is no way out. Only navigations are redirected, and never in a
/// circle.
fn where_to_sign_in(error: Error, redirect: Redirect, visit: &Visit, uri: &Uri) -> Result<String> {
    if !error.is_signed_out() || !visit.is_navigation() {
        return Err(error);
    }
    let config = visit.client().config();
    let target = match redirect {
        Redirect::Never => return Err(error),
        Redirect::To(path) => config.visible_path(path),
        Redirect::SignInRoute => config.visible_path(&config.routes().sign_in),
    };
    if visit.has_just_signed_in() {
        return Err(GuardError::SignedOutAgain(error).into());
    }
    let here = config.visible_path(uri.path_and_query().map_or("/", |path| path.as_str()));
    if path_of(&target) == path_of(&here) {
        return Err(error);
    }
    match (redirect, ReturnTo::parse(&here)) {
        (Redirect::SignInRoute, Ok(here)) => Ok(with_return_to(&target, &here)),
        _ => Ok(target),
    }
}

/// Says what to change where something is set up wrongly; the rest is everyday.
pub(crate) fn log(error: &Error) {
    match error.kind() {
        Kind::SignedOut => tracing::debug!(%error, "refused"),
        Kind::Denied | Kind::Untrusted | Kind::Transient => tracing::warn!(%error, "refused"),
        Kind::Configuration => tracing::error!(%error, "refused"),
    }
}

fn with_return_to(path: &str, return_to: &ReturnTo) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", return_to.as_str())
        .finish();
    format!("{path}?{query}")
}

fn path_of(path_and_query: &str) -> &str {
    path_and_query.split('?').next().unwrap_or_default()
}

/// Nobody is signed in: what an optional guard turns into `None`.
pub(crate) fn if_signed_in<C>(user: Result<User<C>>) -> Result<Option<User<C>>> {
    match user {
        Ok(user) => Ok(Some(user)),
        Err(error) if error.is_signed_out() => Ok(None),
        Err(error) => Err(error),
    }
}
