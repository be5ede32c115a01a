//! `/callback`: back from Logto.

use http::{Method, Response};

use super::{answer, method_not_allowed, own_url};
use crate::client::SignInError;
use crate::error::Result;
use crate::guard::answer::see_other;
use crate::guard::request::RequestFacts;
use crate::guard::visit::Visit;
use crate::protocol::callback;
use crate::return_to::ReturnTo;

/// Finishes the sign-in that the callback belongs to, and goes back to where it began.
pub(crate) async fn answer_callback(visit: &Visit, request: &RequestFacts<'_>) -> Response<String> {
    if request.method == Method::HEAD {
        return method_not_allowed("GET");
    }
    answer(visit, finish(visit, request).await)
}

async fn finish(visit: &Visit, request: &RequestFacts<'_>) -> Result<Response<String>> {
    let client = visit.client();
    // The address as the browser knows it: what a proxy or a `Host` header says does not count.
    let mut callback_uri = own_url(visit, &client.config().routes().callback)?;
    callback_uri.set_query(request.uri.query());
    let state = callback::state_of(&callback_uri).ok_or(SignInError::NotPending)?;
    let pending = visit.pending().find(&state).ok_or(SignInError::NotPending)?;
    let (return_to, keep_tokens) = (pending.return_to().cloned(), pending.keep_tokens);

    // Before the code is used up: a store that is out of reach must not cost the sign-in.
    let session = visit.session().await?;
    client.reach_store().await?;
    let finished = client.finish_sign_in(pending, &callback_uri).await;
    // Used up, unless the same callback may still succeed when Logto is reachable again.
    if finished.as_ref().err().is_none_or(|error| !error.is_transient()) {
        visit.set_cookies(visit.pending().remove(&state));
    }
    let finished = finished?;
    if keep_tokens {
        finished.keep_tokens_of(session);
    }
    session.replace_with(&finished);
    visit.mark_signed_in();
    let home = client.config().visible_path(&client.config().routes().after_sign_in);
    Ok(see_other(return_to.as_ref().map_or(&home, ReturnTo::as_str)))
}
