//! The decision: admit the user, send them to sign in, or refuse.

use http::Response;

use super::answer::see_other;
use super::policy::{Policy, Redirect};
use super::request::RequestFacts;
use super::requirement::{Lack, Requirement};
use super::user::User;
use super::visit::Visit;
use crate::claims::{self, Claims};
use crate::error::{Error, Kind, Result};
use crate::organization::OrganizationInError;
use crate::return_to::ReturnTo;
use crate::scope::UserScope;

/// What a guard decided.
#[derive(Debug)]
pub(crate) enum Decision<C> {
    /// The user is signed in.
    Admit(User<C>),
    /// The browser goes to this path to sign in.
    SignIn(String),
    /// The request is refused for this reason.
    Reject(Error),
}

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

/// Applies policy `P` to a request: its user, or the answer that goes out instead.
///
/// `path_parameter` is how the adapter's framework finds a parameter of the route's path.
pub(crate) async fn admit<C: Claims, P: Policy<Requirement: Requirement<C>>>(
    visit: &Visit,
    request: &RequestFacts<'_>,
    path_parameter: impl FnOnce(&str) -> Option<String>,
) -> Result<User<C>, Box<Response<String>>> {
    let user = user::<C>(visit, P::FETCH_USERINFO).await.and_then(|user: User<C>| {
        let organization = P::ORGANIZATION.map(|place| place.find(request.headers, path_parameter));
        let organization = organization.transpose().map_err(GuardError::NoOrganization)?;
        P::Requirement::check(&user, organization.as_ref()).map_err(GuardError::Lacks)?;
        Ok(user)
    });
    match decide(user, P::REDIRECT, visit, request) {
        Decision::Admit(user) => Ok(user),
        Decision::SignIn(path) => {
            tracing::debug!("not signed in: redirected to sign in");
            Err(Box::new(see_other(&path)))
        }
        Decision::Reject(error) => {
            log(&error);
            // A handler that redirects nobody is there for programs.
            let html = request.is_navigation() && P::REDIRECT != Redirect::Never;
            Err(Box::new(visit.show(&error, html)))
        }
    }
}

/// The user who is signed in, with claims as `C`.
pub(crate) async fn user<C: Claims>(visit: &Visit, fetch_userinfo: bool) -> Result<User<C>> {
    require_scopes::<C>(GuardError::ScopeNotRequested, |scope| visit.client().config().has_scope(scope))?;
    let session = visit.session().await?;
    let identity = session.current_identity().await?;
    if !fetch_userinfo && let Some(claims) = identity.shelf().take() {
        return Ok(User::with_loan(claims, identity));
    }
    require_scopes::<C>(GuardError::SessionLacksScope, |scope| identity.asked_for(scope))?;
    if fetch_userinfo {
        // In a box, so that the guard's own future stays small enough to be allocated fast.
        return Ok(User::new(Box::pin(session.userinfo()).await?));
    }
    Ok(User::with_loan(Box::new(claims::decode(identity.claims())?), identity))
}

fn require_scopes<C: Claims>(
    lacking: fn(UserScope) -> GuardError,
    is_there: impl Fn(&str) -> bool,
) -> Result<(), GuardError> {
    match C::SCOPES.iter().find(|scope| !is_there(scope.as_str())) {
        Some(scope) => Err(lacking(*scope)),
        None => Ok(()),
    }
}

/// Turns the outcome into a decision. Only navigations are redirected, and never in a circle.
fn decide<C>(
    user: Result<User<C>>,
    redirect: Redirect,
    visit: &Visit,
    request: &RequestFacts<'_>,
) -> Decision<C> {
    let error = match user {
        Ok(user) => return Decision::Admit(user),
        Err(error) => error,
    };
    if !error.is_signed_out() || !request.is_navigation() {
        return Decision::Reject(error);
    }
    let config = visit.client().config();
    let target = match redirect {
        Redirect::Never => return Decision::Reject(error),
        Redirect::To(path) => config.visible_path(path),
        Redirect::SignInRoute => config.visible_path(&config.routes().sign_in),
    };
    if visit.has_just_signed_in() {
        return Decision::Reject(GuardError::SignedOutAgain(error).into());
    }
    let here = config.visible_path(request.uri.path_and_query().map_or("/", |path| path.as_str()));
    if path_of(&target) == path_of(&here) {
        return Decision::Reject(error);
    }
    match (redirect, ReturnTo::parse(&here)) {
        (Redirect::SignInRoute, Ok(here)) => Decision::SignIn(with_return_to(&target, &here)),
        _ => Decision::SignIn(target),
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
