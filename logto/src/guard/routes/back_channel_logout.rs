//! The back-channel logout: Logto's own request, which no browser is behind.

use http::Response;

use crate::client::Client;
use crate::error::Kind;
use crate::guard::answer::{no_store, rfc_error};
use crate::guard::decide;

/// Longest body of a logout request: a token of the longest kind and its name.
pub(crate) const MAX_BODY: usize = 80 * 1024;

/// Where Logto sends its logout tokens.
pub(crate) fn path(client: &Client) -> &str {
    client.config().routes().back_channel_logout.as_deref().unwrap_or("/back-channel-logout")
}

/// Ends the sessions that the logout token in the form `body` names: section 2.7 and 2.8 of
/// [OpenID Connect Back-Channel Logout 1.0](https://openid.net/specs/openid-connect-backchannel-1_0.html).
///
/// Every failure is 400, as the specification has it, whether the token was bad or the store out of reach; which of the
/// two is in the log, and in `error`.
pub(crate) async fn back_channel_logout(client: &Client, body: &[u8]) -> Response<String> {
    let form = url::form_urlencoded::parse(body);
    let mut tokens = form.filter(|(name, _)| name == "logout_token").map(|(_, token)| token);
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        return rfc_error("invalid_request", "the form has not exactly one `logout_token`");
    };
    match client.back_channel_logout(&token).await {
        Ok(_) => no_store(Response::new(String::new())),
        Err(error) => {
            decide::log(&error);
            match error.kind() {
                Kind::Transient => rfc_error("temporarily_unavailable", "the sessions could not be ended"),
                Kind::Configuration => rfc_error("server_error", "the sessions could not be ended"),
                _ => rfc_error("invalid_request", &error.to_string()),
            }
        }
    }
}
