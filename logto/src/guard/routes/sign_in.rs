//! `/sign-in` and `/sign-up`: to Logto.

use std::sync::Arc;

use http::Response;
use http::header::HOST;
use url::Url;

use super::{answer, own_url, query_value};
use crate::error::Result;
use crate::guard::answer::see_other;
use crate::guard::request::RequestFacts;
use crate::guard::visit::Visit;
use crate::protocol::authorization::{FirstScreen, SignIn};
use crate::return_to::ReturnTo;

/// Changes the options of one sign-in by what the request says.
pub(crate) type SignInHook = Arc<dyn Fn(&http::request::Parts, SignIn) -> SignIn + Send + Sync>;

/// Sends the browser to Logto's sign-in page.
pub(crate) async fn sign_in(
    visit: &Visit,
    request: &RequestFacts<'_>,
    customize: impl FnOnce(SignIn) -> SignIn,
) -> Response<String> {
    answer(visit, start(visit, request, customize).await)
}

/// Sends the browser to Logto's registration page.
pub(crate) async fn sign_up(
    visit: &Visit,
    request: &RequestFacts<'_>,
    customize: impl FnOnce(SignIn) -> SignIn,
) -> Response<String> {
    let register = |options: SignIn| customize(options.first_screen(FirstScreen::Register));
    answer(visit, start(visit, request, register).await)
}

async fn start(
    visit: &Visit,
    request: &RequestFacts<'_>,
    customize: impl FnOnce(SignIn) -> SignIn,
) -> Result<Response<String>> {
    let client = visit.client();
    if let Some(url) = base_url_of_developer(visit, request) {
        return Ok(see_other(url.as_str()));
    }
    let mut options = SignIn::to(own_url(visit, &client.config().routes().callback)?);
    // Nothing else in the query is obeyed, and this only if it stays within the application.
    if let Some(path) = query_value(request, "return_to").and_then(|path| ReturnTo::parse(&path).ok()) {
        options = options.return_to(path);
    }
    let (url, pending) = client.sign_in(customize(options)).await?;
    visit.set_cookies(visit.pending().keep(&pending)?);
    Ok(see_other(url.as_str()))
}

/// The same request at the base URL, for a developer who opened `127.0.0.1` where the base URL says `localhost`: the
/// callback would come to the other name, and the cookie of the pending sign-in would not.
///
/// Only loopback names of one port are told apart. Elsewhere a proxy may rewrite `Host`, and nothing is made of it.
fn base_url_of_developer(visit: &Visit, request: &RequestFacts<'_>) -> Option<Url> {
    let base = visit.client().config().base_url()?;
    let host = request.headers.get(HOST)?.to_str().ok()?;
    let here = Url::parse(&format!("{}://{host}", base.scheme())).ok()?;
    let is_loopback = |url: &Url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let differ = is_loopback(base) && is_loopback(&here) && base.host_str() != here.host_str();
    if !differ || base.port() != here.port() {
        return None;
    }
    let path = request.uri.path_and_query()?;
    visit.client().config().visible_url(path.as_str())
}
