//! What an API says about the access tokens that it accepts.

use url::Url;

use super::check::{is_word, plain_url};
use super::error::Fault;
use super::{Config, ConfigBuilder};

impl Config {
    /// Starts a configuration for an API that verifies access tokens and signs nobody in: it needs no app at Logto.
    ///
    /// # Example
    ///
    /// ```
    /// use logto::{Client, Config};
    ///
    /// let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
    /// # Ok::<(), logto::ConfigError>(())
    /// ```
    pub fn api(endpoint: impl Into<String>) -> ConfigBuilder {
        ConfigBuilder { api_only: true, ..ConfigBuilder::new(Some(endpoint.into()), None) }
    }

    /// Whether this is for an API that signs nobody in. It has no app id then, and names none to Logto.
    pub(crate) fn is_api_only(&self) -> bool {
        self.0.app_id.is_empty()
    }

    /// The issuer of this tenant's tokens, as Logto writes it for this endpoint.
    pub(crate) fn issuer(&self) -> String {
        issuer(&self.0.endpoint)
    }

    /// Who may have issued an access token.
    pub(crate) fn issuers(&self) -> &[String] {
        &self.0.issuers
    }

    /// The apps whose opaque tokens are accepted.
    pub(crate) fn introspected_apps(&self) -> &[String] {
        &self.0.introspected_apps
    }
}

impl ConfigBuilder {
    /// Another issuer whose access tokens are accepted; call it again for several.
    ///
    /// A tenant with a custom domain issues tokens in the name of the domain that the client used. The issuer is
    /// `<domain>/oidc`, and is compared with the tokens' `iss` as it stands here. Keys are still those of the endpoint:
    /// this is for other names of one tenant, not for other tenants.
    ///
    /// # Example
    ///
    /// ```
    /// let config = logto::Config::api("https://auth.example.com")
    ///     .trusted_issuer("https://tenant.logto.app/oidc")
    ///     .build()?;
    /// # Ok::<(), logto::ConfigError>(())
    /// ```
    pub fn trusted_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.trusted_issuers.push(issuer.into());
        self
    }

    /// Accepts opaque access tokens that were issued to these apps, by asking Logto about each at every request
    /// ([RFC 7662](https://www.rfc-editor.org/rfc/rfc7662)). This app needs a secret for it.
    ///
    /// Clients get an opaque token when they request no resource. Better make them request the API's identifier: then
    /// Logto is not asked, and the token says what it is for and what it permits. An opaque token says neither, so it
    /// passes where any token does, and nowhere that a permission or an organization is asked for.
    ///
    /// # Security
    ///
    /// Name apps of your own only. Such a token was issued for Logto, not for this API: whoever operates one of these
    /// apps can act here for its users. And everyone can make this app send requests to Logto, by sending made-up tokens.
    ///
    /// # Example
    ///
    /// ```
    /// let config = logto::Config::builder("https://tenant.logto.app", "api-app-id")
    ///     .app_secret("app-secret")
    ///     .introspect_opaque_tokens_of(["mobile-app-id"])
    ///     .build()?;
    /// # Ok::<(), logto::ConfigError>(())
    /// ```
    pub fn introspect_opaque_tokens_of<A: Into<String>>(
        mut self,
        app_ids: impl IntoIterator<Item = A>,
    ) -> Self {
        let apps = self.introspected_apps.get_or_insert_default();
        apps.extend(app_ids.into_iter().map(Into::into));
        self
    }
}

/// The tenant's own issuer first. Without an endpoint, which is a problem of its own, the others are checked all the
/// same.
pub(super) fn issuers(endpoint: Option<&Url>, trusted: Vec<String>) -> Result<Vec<String>, Fault> {
    let mut issuers: Vec<_> = endpoint.map(issuer).into_iter().collect();
    for trusted in trusted {
        plain_url(&trusted)?;
        // Parsing a URL forgives white space, comparing does not.
        if !is_word(&trusted) {
            return Err(Fault::WhiteSpace);
        }
        if !issuers.contains(&trusted) {
            issuers.push(trusted);
        }
    }
    Ok(issuers)
}

/// None unless asked for: then at least one, and an app to ask as.
pub(super) fn introspected_apps(
    apps: Option<Vec<String>>,
    can_introspect: bool,
) -> Result<Vec<String>, Fault> {
    let Some(apps) = apps else { return Ok(Vec::new()) };
    if !can_introspect {
        return Err(Fault::NoApp);
    }
    if apps.is_empty() || apps.iter().any(String::is_empty) {
        return Err(Fault::NamesNoApp);
    }
    if apps.iter().all(|app| is_word(app)) { Ok(apps) } else { Err(Fault::WhiteSpace) }
}

fn issuer(endpoint: &Url) -> String {
    format!("{}/oidc", endpoint.as_str().trim_end_matches('/'))
}
