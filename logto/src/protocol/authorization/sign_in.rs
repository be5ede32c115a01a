//! What an app may say about one sign-in.

use std::fmt;

use super::options::{DirectSignIn, FirstScreen, Identifier};
use crate::prompt::Prompt;
use crate::return_to::ReturnTo;
use crate::secret::OneTimeToken;

/// One sign-in: where it comes back to, and what Logto's page should look like.
///
/// Everything but the redirect URI is optional. What cannot go together is an error of the call that starts the
/// sign-in.
///
/// # Example
///
/// ```
/// use logto::{FirstScreen, Identifier, Prompt, SignIn};
///
/// let sign_in = SignIn::to("https://app.example.com/callback")
///     .first_screen(FirstScreen::IdentifierSignIn)
///     .identifiers([Identifier::Email])
///     .login_hint("alice@example.com")
///     .prompt(Prompt::Login)
///     .prompt(Prompt::Consent)
///     .ui_locales(["de", "en"]);
/// # assert!(!format!("{sign_in:?}").contains("alice"));
/// ```
#[derive(Clone)]
#[expect(clippy::struct_field_names, reason = "`direct_sign_in` is Logto's name for it")]
pub struct SignIn {
    pub(crate) redirect_uri: String,
    pub(crate) prompts: Vec<Prompt>,
    pub(crate) first_screen: Option<FirstScreen>,
    pub(crate) identifiers: Vec<Identifier>,
    pub(crate) login_hint: Option<String>,
    pub(crate) direct_sign_in: Option<DirectSignIn>,
    pub(crate) one_time_token: Option<OneTimeToken>,
    pub(crate) ui_locales: Vec<String>,
    pub(crate) organization: Option<String>,
    pub(crate) extra_parameters: Vec<(String, String)>,
    pub(crate) return_to: Option<ReturnTo>,
    pub(crate) keep_tokens: bool,
}

impl SignIn {
    /// A sign-in that comes back to this redirect URI, which has to be registered with the app, to the letter.
    pub fn to(redirect_uri: impl Into<String>) -> Self {
        Self {
            redirect_uri: redirect_uri.into(),
            prompts: Vec::new(),
            first_screen: None,
            identifiers: Vec::new(),
            login_hint: None,
            direct_sign_in: None,
            one_time_token: None,
            ui_locales: Vec::new(),
            organization: None,
            extra_parameters: Vec::new(),
            return_to: None,
            keep_tokens: false,
        }
    }

    /// What Logto asks, in place of what the [`Config`](crate::Config) says; call it again for several prompts.
    ///
    /// Without [`Prompt::Consent`] among them Logto issues no refresh token.
    #[must_use]
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        self.prompts.push(prompt);
        self
    }

    /// The screen that Logto shows first.
    #[must_use]
    pub fn first_screen(mut self, screen: FirstScreen) -> Self {
        self.first_screen = Some(screen);
        self
    }

    /// What users of an identifier page sign in or register with.
    #[must_use]
    pub fn identifiers(mut self, identifiers: impl IntoIterator<Item = Identifier>) -> Self {
        self.identifiers = identifiers.into_iter().collect();
        self
    }

    /// The email address or phone number to fill in.
    #[must_use]
    pub fn login_hint(mut self, hint: impl Into<String>) -> Self {
        self.login_hint = Some(hint.into());
        self
    }

    /// The connector to send the user to at once.
    #[must_use]
    pub fn direct_sign_in(mut self, connector: DirectSignIn) -> Self {
        self.direct_sign_in = Some(connector);
        self
    }

    /// A one-time token of a magic link, with the email address it was made for
    /// ([documentation](https://docs.logto.io/end-user-flows/one-time-token)).
    ///
    /// Add [`keep_tokens`](Self::keep_tokens) if the link may be opened by somebody who is signed in already.
    #[must_use]
    pub fn one_time_token(mut self, token: OneTimeToken, email: impl Into<String>) -> Self {
        self.one_time_token = Some(token);
        self.login_hint(email)
    }

    /// The languages of Logto's pages, the preferred one first
    /// ([BCP 47](https://www.rfc-editor.org/info/bcp47) tags).
    #[must_use]
    pub fn ui_locales<L: Into<String>>(mut self, locales: impl IntoIterator<Item = L>) -> Self {
        self.ui_locales = locales.into_iter().map(Into::into).collect();
        self
    }

    /// The organization whose branding Logto's pages show. It does not bind the sign-in or its tokens to the
    /// organization.
    #[must_use]
    pub fn organization(mut self, id: impl Into<String>) -> Self {
        self.organization = Some(id.into());
        self
    }

    /// A parameter that has no method here. What the protocol depends on (`state`, `scope`, …) is refused.
    #[must_use]
    pub fn extra_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra_parameters.push((name.into(), value.into()));
        self
    }

    /// Where in the app the user goes after the sign-in.
    #[must_use]
    pub fn return_to(mut self, path: ReturnTo) -> Self {
        self.return_to = Some(path);
        self
    }

    /// Carries the tokens of the session that is being replaced over to the new one, if it is the same user's: access
    /// tokens that are still good, and the refresh token if the sign-in brings none (its prompt had no `consent`).
    ///
    /// With or without it, a session lives until the new sign-in has succeeded. The web adapters' routes obey it; on
    /// your own, call [`Session::keep_tokens_of`](crate::Session::keep_tokens_of).
    #[must_use]
    pub fn keep_tokens(mut self) -> Self {
        self.keep_tokens = true;
        self
    }
}

/// Hints say who the user is, and extra parameters may be credentials: neither is shown.
impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extra: Vec<&str> = self.extra_parameters.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("SignIn")
            .field("redirect_uri", &self.redirect_uri)
            .field("prompts", &self.prompts)
            .field("first_screen", &self.first_screen)
            .field("identifiers", &self.identifiers)
            .field("direct_sign_in", &self.direct_sign_in)
            .field("ui_locales", &self.ui_locales)
            .field("organization", &self.organization)
            .field("extra_parameters", &extra)
            .field("return_to", &self.return_to)
            .field("keep_tokens", &self.keep_tokens)
            .finish_non_exhaustive()
    }
}
