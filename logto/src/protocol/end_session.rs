//! The end session endpoint
//! ([RP-Initiated Logout 1.0](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)).

use openidconnect::{ClientId, CsrfToken, EndSessionUrl, LanguageTag, LogoutRequest, PostLogoutRedirectUrl};
use url::Url;

use super::Endpoint;
use crate::secret::State;

/// Where to send the browser to end the user's session at Logto.
///
/// The app names itself by `client_id`. Logto would take an `id_token_hint` as well, but that puts the user's claims
/// into a URL, and so into histories and logs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EndSessionRequest<'a> {
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) app_id: &'a str,
    /// Where Logto sends the browser afterwards; it has to be registered with the app.
    pub(crate) post_logout_redirect_uri: Option<&'a Url>,
    pub(crate) state: Option<&'a State>,
    pub(crate) ui_locales: &'a [String],
}

impl EndSessionRequest<'_> {
    pub(crate) fn url(self) -> Url {
        let mut request = LogoutRequest::from(EndSessionUrl::from_url(self.endpoint.url().clone()))
            .set_client_id(ClientId::new(self.app_id.to_owned()));
        if let Some(uri) = self.post_logout_redirect_uri {
            request = request.set_post_logout_redirect_uri(PostLogoutRedirectUrl::from_url(uri.clone()));
        }
        if let Some(state) = self.state {
            request = request.set_state(CsrfToken::new(state.expose().to_owned()));
        }
        for locale in self.ui_locales {
            request = request.add_ui_locale(LanguageTag::new(locale.clone()));
        }
        request.http_get_url()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_names_the_app_and_where_to_go() {
        let endpoint = Endpoint::new("https://t.logto.app/oidc/session/end".parse().unwrap()).unwrap();
        let home = "https://app.example.com/?a=b&c".parse().unwrap();
        let state = State::new("s t");
        let full = EndSessionRequest {
            endpoint: &endpoint,
            app_id: "app",
            post_logout_redirect_uri: Some(&home),
            state: Some(&state),
            ui_locales: &["de".to_owned(), "en-GB".to_owned()],
        };
        assert_eq!(
            full.url().as_str(),
            "https://t.logto.app/oidc/session/end?client_id=app&post_logout_redirect_uri=\
             https%3A%2F%2Fapp.example.com%2F%3Fa%3Db%26c&state=s+t&ui_locales=de+en-GB"
        );
        let plain =
            EndSessionRequest { post_logout_redirect_uri: None, state: None, ui_locales: &[], ..full };
        assert_eq!(plain.url().query(), Some("client_id=app"));
    }
}
