//! Requests without a network.

use axum::Router;
use axum::body::Body;
use http::{HeaderName, HeaderValue, Request};
use tower_service::Service;

use super::route_set::Target;

/// A request that is ready to be sent again and again.
pub(crate) struct Prepared<'a> {
    target: &'a Target,
    header: Option<(HeaderName, HeaderValue)>,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(target: &'a Target) -> Self {
        let header =
            target.header.as_ref().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        Self { target, header }
    }

    /// Sends it as a server would: each request to a clone of the router.
    pub(crate) async fn send(&self, router: &Router) {
        let request =
            Request::get(&self.target.path).header("host", "localhost").header("accept", "text/html");
        let request = match &self.header {
            Some((name, value)) => request.header(name, value),
            None => request,
        };
        let response = router.clone().call(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 200, "{}", self.target.name);
    }
}
