//! What a page shows instead of itself when somebody is refused, or a token cannot be had.

use axum::http::Response;
use logto::guard::Failure;

/// The page for what guards and routes refuse and for the errors that handlers return: for a layer's `on_failure`. Without
/// it, there is a page too, a plain one.
pub fn refusal(failure: &Failure<'_>) -> Response<String> {
    let mut response = failure.default_response();
    if failure.html {
        let error = failure.error;
        let title = match () {
            () if error.is_signed_out() => "Your session has ended",
            () if error.is_denied() => "Access denied",
            () if error.is_transient() => "Try again in a moment",
            () if error.is_configuration() => "Something is not set up",
            () => "Something could not be verified",
        };
        // For developers who try the example: an app would keep the text from its visitors, as it is in the log.
        let text = error.to_string();
        *response.body_mut() = example_pages::failure(title, &text, failure.status.is_client_error());
    }
    response
}
