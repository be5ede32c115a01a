//! `/sign-out`: here and at Logto.

use http::{Method, Response};

use super::{RouteError, answer, method_not_allowed, own_url};
use crate::client::SignOut;
use crate::error::Result;
use crate::guard::answer::see_other;
use crate::guard::request::RequestFacts;
use crate::guard::visit::Visit;

/// Ends the session here and sends the browser to end it at Logto.
pub(crate) async fn sign_out(visit: &Visit, request: &RequestFacts<'_>) -> Response<String> {
    if request.method == Method::HEAD {
        return method_not_allowed("GET, POST");
    }
    answer(visit, end(visit, request).await)
}

async fn end(visit: &Visit, request: &RequestFacts<'_>) -> Result<Response<String>> {
    let client = visit.client();
    let home = own_url(visit, &client.config().routes().after_sign_out)?;
    // The session cookie is `SameSite=Lax`, which lets a link on another site through: signing out is not theirs to do.
    if !request.is_from_own_site(&home) || request.is_prefetch() {
        return Err(RouteError::ForeignSignOut.into());
    }
    let mut session = visit.session().await?.clone();
    visit.unmark_signed_in();
    match client.sign_out(&mut session, SignOut::to(home.as_str())).await {
        Ok(url) => Ok(see_other(url.as_str())),
        Err(error) => {
            tracing::warn!(%error, "signed out here, but Logto could not be told");
            Ok(see_other(home.path()))
        }
    }
}
