//! What a protected handler gets.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::SystemTime;

use super::access::{AccessPolicy, AccessRule, AnyToken};
use super::refusal::Refusal;
use crate::claims::{self, Claims};
use crate::client::Client;
use crate::epoch;
use crate::error::Result;
use crate::organization::{OrganizationId, OrganizationIn};
use crate::resource::{OutsideOrganizations, Resource};
use crate::tokens::{JwtClaims, VerifiedAccessToken};

/// A verified access token for the API `R`, as a request brought it.
///
/// As a parameter of a handler under [`#[logto::authorized(…)]`](macro@crate::authorized), it holds what the attribute
/// asks for. Without the attribute it is the one that the rule of a group of routes has let in, or else any valid token for
/// the API, outside of organizations. Cheap to clone.
///
/// # Example
///
/// ```
/// use logto::BearerToken;
///
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
/// # #[resource("https://shopping.example.com/api")]
/// # enum ShoppingApi { #[scope("read")] Read, #[scope("write")] Write }
/// #[logto::authorized(ShoppingApi::Read)]
/// async fn list(token: BearerToken<ShoppingApi>) -> String {
///     let who = if token.is_machine() { "machine" } else { "user" };
///     format!("{who} {} may write: {}", token.subject(), token.permits(ShoppingApi::Write))
/// }
/// ```
pub struct BearerToken<R> {
    token: Arc<VerifiedAccessToken>,
    resource: PhantomData<fn() -> R>,
}

/// What `#[logto::authorized(…)]` puts first into a handler's parameters: a token that passed the policy `P`.
///
/// Adapters implement their framework's extractor for it. In handwritten code [`BearerToken`] is what you want.
pub struct Authorized<R, P> {
    token: BearerToken<R>,
    policy: PhantomData<fn() -> P>,
}

impl<R: Resource> BearerToken<R> {
    pub(super) fn new(token: Arc<VerifiedAccessToken>) -> Self {
        Self { token, resource: PhantomData }
    }

    /// Verifies a token without a web framework: from a gRPC call, a message, a WebSocket.
    ///
    /// # Errors
    ///
    /// `is_untrusted()` if the token is not valid or not for this API, `is_transient()` if Logto's keys cannot be had, or if
    /// the token may be signed with a newer key than those that are known.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    /// # #[resource("https://shopping.example.com/api")]
    /// # enum ShoppingApi { #[scope("read")] Read }
    /// # async fn example(token: &str) -> logto::Result<()> {
    /// use logto::{BearerToken, Client, Config};
    ///
    /// let logto = Client::new(Config::api("https://tenant.logto.app").build()?);
    /// let token = BearerToken::<ShoppingApi>::verify(&logto, token).await?;
    /// println!("{}", token.subject());
    /// # Ok(()) }
    /// ```
    pub async fn verify(client: &Client, token: &str) -> Result<Self>
    where
        R: OutsideOrganizations<R::Held>,
    {
        Self::verify_by(client, token, <AnyToken as AccessPolicy<R>>::RULE, None).await
    }

    /// The same for a token that is for this organization: of the API within it, or, if `R` is
    /// `#[resource(organizations)]`, of the organization itself.
    ///
    /// # Errors
    ///
    /// Those of [`verify`](Self::verify). A token for another organization, or for none, is `is_untrusted()` too.
    ///
    /// # Example
    ///
    /// ```no_run
    /// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    /// # #[resource("https://shopping.example.com/api")]
    /// # enum ShoppingApi { #[scope("read")] Read }
    /// # async fn example(logto: logto::Client, token: &str) -> logto::Result<()> {
    /// use logto::{BearerToken, OrganizationId};
    ///
    /// let acme = OrganizationId::from("mornafq2vbax");
    /// let token = BearerToken::<ShoppingApi>::verify_in_organization(&logto, token, &acme).await?;
    /// println!("may read there: {}", token.permits(ShoppingApi::Read));
    /// # Ok(()) }
    /// ```
    pub async fn verify_in_organization(
        client: &Client,
        token: &str,
        organization: &OrganizationId,
    ) -> Result<Self> {
        // No request names the organization, so nobody looks there.
        let rule = AccessRule::<R>::organization(OrganizationIn::Header("organization"));
        Self::verify_by(client, token, rule, Some(organization)).await
    }

    async fn verify_by(
        client: &Client,
        token: &str,
        rule: AccessRule<R>,
        organization: Option<&OrganizationId>,
    ) -> Result<Self> {
        let token = client.verify_access_token(token).await.map_err(Refusal::from)?;
        rule.check(&token, organization)?;
        Ok(Self::new(token))
    }

    /// Whom the token speaks for: a user's id, or the app's own if it is a machine-to-machine app.
    pub fn subject(&self) -> &str {
        &self.jwt().sub
    }

    /// The app that the token was issued to.
    pub fn client_id(&self) -> Option<&str> {
        self.jwt().client_id.as_deref()
    }

    /// Whether the token speaks for an app and not for a user.
    pub fn is_machine(&self) -> bool {
        self.client_id() == Some(self.subject())
    }

    /// Whether the token holds a permission.
    pub fn permits(&self, permission: R) -> bool {
        self.jwt().scopes().any(|scope| scope == permission.scope())
    }

    /// The permissions that the token holds and that `R` knows.
    pub fn permissions(&self) -> impl Iterator<Item = R> {
        self.jwt().scopes().filter_map(R::from_scope)
    }

    /// The organization that the token is for. It is the one that the request names, or there is none.
    pub fn organization(&self) -> Option<OrganizationId> {
        self.jwt().organization().map(OrganizationId::new)
    }

    /// When the token expires.
    pub fn expires_at(&self) -> SystemTime {
        epoch::time(self.jwt().exp)
    }

    /// The claims of RFC 9068, as they stand in the token. For an opaque token, what Logto said of it
    /// ([`introspect_opaque_tokens_of`](crate::ConfigBuilder::introspect_opaque_tokens_of)): without audience and
    /// permissions.
    pub fn jwt(&self) -> &JwtClaims {
        self.token.claims()
    }

    /// The token's claims as a type of your own, or as a `serde_json::Map`: for those that the tenant's custom-claims
    /// script adds.
    ///
    /// # Errors
    ///
    /// `is_denied()` if a claim is missing or null, `is_untrusted()` if its field cannot hold it.
    ///
    /// # Example
    ///
    /// ```
    /// # use logto::BearerToken;
    /// # #[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
    /// # #[resource("https://shopping.example.com/api")]
    /// # enum ShoppingApi { #[scope("read")] Read }
    /// #[derive(serde::Deserialize, logto::Claims)]
    /// struct Customer {
    ///     sub: String,
    ///     #[claim(custom)]
    ///     tier: Option<String>,
    /// }
    ///
    /// #[logto::authorized(ShoppingApi::Read)]
    /// async fn prices(token: BearerToken<ShoppingApi>) -> logto::Result<String> {
    ///     let customer: Customer = token.claims()?;
    ///     Ok(customer.tier.unwrap_or_default())
    /// }
    /// ```
    pub fn claims<C: Claims>(&self) -> Result<C> {
        Ok(claims::decode(self.token.payload())?)
    }
}

impl<R, P> Authorized<R, P> {
    pub(crate) fn new(token: BearerToken<R>) -> Self {
        Self { token, policy: PhantomData }
    }

    /// The token that passed.
    pub fn into_token(self) -> BearerToken<R> {
        self.token
    }
}

impl<R> Clone for BearerToken<R> {
    fn clone(&self) -> Self {
        Self { token: Arc::clone(&self.token), resource: PhantomData }
    }
}

impl<R> fmt::Debug for BearerToken<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BearerToken").field(&self.token).finish()
    }
}

impl<R, P> fmt::Debug for Authorized<R, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Authorized").field(&self.token).finish()
    }
}
