//! The way of a request through a rule: credentials, organization, token, permissions.

use http::{HeaderMap, Response};

use super::access::AccessRule;
use super::bearer_token::BearerToken;
use super::challenge;
use super::credentials::bearer_token;
use super::metadata;
use super::refusal::Refusal;
use crate::client::Client;
use crate::error::{Error, Kind};
use crate::resource::Resource;

/// The token that a request brings, if it fulfils the rule, or the answer that goes out instead.
///
/// `path_parameter` is how the adapter's framework finds a parameter of the route's path.
pub(crate) async fn authorize<R: Resource>(
    client: &Client,
    rule: AccessRule<R>,
    headers: &HeaderMap,
    query: Option<&str>,
    path_parameter: impl FnOnce(&str) -> Option<String>,
) -> Result<BearerToken<R>, Box<Response<String>>> {
    admit(client, rule, headers, query, path_parameter).await.map_err(|refusal| {
        log(&refusal);
        let metadata = client.publishes(R::INDICATOR).then(|| metadata::url(R::INDICATOR)).flatten();
        Box::new(challenge::answer(&refusal, metadata.as_deref()))
    })
}

async fn admit<R: Resource>(
    client: &Client,
    rule: AccessRule<R>,
    headers: &HeaderMap,
    query: Option<&str>,
    path_parameter: impl FnOnce(&str) -> Option<String>,
) -> Result<BearerToken<R>, Refusal> {
    let token = bearer_token(headers, query)?.ok_or(Refusal::NoCredentials)?;
    let token = client.verify_access_token(token).await?;
    let organization = rule.organization_in().map(|place| place.find(headers, path_parameter)).transpose()?;
    rule.check(&token, organization.as_ref())?;
    Ok(BearerToken::new(token))
}

/// Says what to change where something is set up wrongly. The rest is everyday: that Logto is out of reach is said once
/// by whoever asked it, and not for each token that is waiting for its keys.
fn log(refusal: &Refusal) {
    match refusal {
        Refusal::NoOrganization(error) if error.is_mistake() => tracing::error!(%error, "refused"),
        Refusal::Unavailable(error) if is_mistake(error) => tracing::error!(%error, "refused"),
        Refusal::NoCredentials => tracing::debug!(error = %refusal, "refused"),
        refusal => tracing::info!(error = %refusal, "refused"),
    }
}

fn is_mistake(error: &Error) -> bool {
    error.kind() == Kind::Configuration
}
