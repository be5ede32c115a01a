//! What an authorization request asks for, and whether it may.

use super::callback::{Callback, ResponseMode};
use crate::testing::model::App;
use crate::testing::scopes;
use crate::testing::state::World;
use crate::testing::wire::{OidcError, Params};

/// An authorization request that is in order.
#[derive(Debug)]
pub(super) struct AuthorizationRequest {
    pub(super) app: String,
    pub(super) callback: Callback,
    pub(super) scopes: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Option<String>,
    pub(super) max_age: Option<u64>,
    prompts: Vec<String>,
}

/// Why a request was refused, and who is told.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The app is not to be trusted with the answer: the browser sees it.
    Page(Box<OidcError>),
    /// The app is told at its redirect URI.
    Callback(Box<Callback>, Box<OidcError>),
}

impl AuthorizationRequest {
    pub(super) fn read(world: &World, params: &Params) -> Result<Self, Refusal> {
        let app = app(world, params)?;
        let callback = callback(world, app, params)?;
        match Self::details(world, app, params) {
            Ok(details) => Ok(Self { callback, ..details }),
            Err(error) => Err(Refusal::Callback(Box::new(callback), Box::new(error))),
        }
    }

    pub(super) fn prompts(&self, prompt: &str) -> bool {
        self.prompts.iter().any(|known| known == prompt)
    }

    fn details(world: &World, app: &App, params: &Params) -> Result<Self, OidcError> {
        let prompts = prompts(params)?;
        check_response_type(params)?;
        let challenge = challenge(app, params)?;
        let resources = resources(world, params)?;
        let scopes = granted_scopes(world, params, &resources, &prompts);
        Ok(Self {
            app: app.id.clone(),
            callback: Callback { redirect_uri: String::new(), mode: ResponseMode::Query, state: None },
            scopes,
            resources,
            nonce: params.get("nonce").map(str::to_owned),
            challenge,
            max_age: max_age(params)?,
            prompts,
        })
    }
}

fn app<'a>(world: &'a World, params: &Params) -> Result<&'a App, Refusal> {
    let Some(id) = params.get("client_id") else {
        return Err(page(
            world,
            params,
            OidcError::invalid_request("missing required parameter 'client_id'"),
        ));
    };
    if let Some(name) = params.repeated(&["resource"]).first() {
        let error = format!("'{name}' parameter must not be provided twice");
        return Err(page(world, params, OidcError::invalid_request(error)));
    }
    world.app(id).ok_or_else(|| page(world, params, OidcError::unknown_client(id)))
}

fn callback(world: &World, app: &App, params: &Params) -> Result<Callback, Refusal> {
    let named = params.get("redirect_uri");
    let Some(redirect_uri) = named.or(app.only_redirect_uri()) else {
        return Err(page(
            world,
            params,
            OidcError::invalid_request("missing required parameter 'redirect_uri'"),
        ));
    };
    if !app.allows_redirect_to(redirect_uri) {
        let error = "redirect_uri did not match any of the client's registered redirect_uris";
        return Err(page(world, params, OidcError::new("invalid_redirect_uri", error)));
    }
    // Response types with tokens in them answer in the fragment, errors included.
    let in_fragment =
        params.words("response_type").iter().any(|word| matches!(word.as_str(), "token" | "id_token"));
    let mode = match params.get("response_mode") {
        Some("form_post") => ResponseMode::FormPost,
        Some("fragment") => ResponseMode::Fragment,
        None if in_fragment => ResponseMode::Fragment,
        _ => ResponseMode::Query,
    };
    let state = params.get("state").map(str::to_owned);
    Ok(Callback { redirect_uri: redirect_uri.to_owned(), mode, state })
}

fn page(world: &World, params: &Params, error: OidcError) -> Refusal {
    let error = match params.get("state") {
        Some(state) => error.with("state", state),
        None => error,
    };
    Refusal::Page(Box::new(error.with("iss", &world.issuer)))
}

fn check_response_type(params: &Params) -> Result<(), OidcError> {
    match params.get("response_type") {
        Some("code") => Ok(()),
        Some("code id_token" | "id_token" | "none") => Err(OidcError::new(
            "unauthorized_client",
            "requested response_type is not allowed for this client",
        )),
        Some(_) => Err(OidcError::new("unsupported_response_type", "unsupported response_type requested")),
        None => Err(OidcError::invalid_request("missing required parameter 'response_type'")),
    }
}

fn challenge(app: &App, params: &Params) -> Result<Option<String>, OidcError> {
    let Some(challenge) = params.get("code_challenge") else {
        if params.get("code_challenge_method").is_some() {
            return Err(OidcError::invalid_request(
                "code_challenge must be provided with code_challenge_method",
            ));
        }
        if app.has_secret() {
            return Ok(None);
        }
        let error = "Authorization Server policy requires PKCE to be used for this request";
        return Err(OidcError::invalid_request(error));
    };
    match params.get("code_challenge_method") {
        Some("S256") if challenge.len() == 43 => Ok(Some(challenge.to_owned())),
        Some("S256") => {
            Err(OidcError::invalid_request("code_challenge must be a string with a length of 43 characters"))
        }
        // Without a method it would be `plain`, which is not supported either.
        _ => Err(OidcError::invalid_request("not supported value of code_challenge_method")),
    }
}

fn prompts(params: &Params) -> Result<Vec<String>, OidcError> {
    let prompts = params.words("prompt");
    if prompts.iter().any(|prompt| !matches!(prompt.as_str(), "none" | "login" | "consent")) {
        return Err(OidcError::invalid_request("unsupported prompt value requested"));
    }
    if prompts.len() > 1 && prompts.iter().any(|prompt| prompt == "none") {
        return Err(OidcError::invalid_request("prompt none must only be used alone"));
    }
    Ok(prompts)
}

fn max_age(params: &Params) -> Result<Option<u64>, OidcError> {
    let invalid = |_| OidcError::invalid_request("invalid max_age parameter value");
    params.get("max_age").map(|value| value.parse().map_err(invalid)).transpose()
}

/// Repeated parameters and comma-joined values mean the same.
fn resources(world: &World, params: &Params) -> Result<Vec<String>, OidcError> {
    let mut resources: Vec<String> = Vec::new();
    for indicator in params.all("resource").flat_map(|value| value.split(',')).map(str::trim) {
        let known =
            indicator == scopes::ORGANIZATION_TEMPLATE || world.directory.resource(indicator).is_some();
        if !known {
            return Err(OidcError::invalid_target());
        }
        if !resources.iter().any(|listed| listed == indicator) {
            resources.push(indicator.to_owned());
        }
    }
    Ok(resources)
}

/// Logto's own scopes and the permissions of the resources asked for; others are ignored.
fn granted_scopes(world: &World, params: &Params, resources: &[String], prompts: &[String]) -> Vec<String> {
    let directory = &world.directory;
    let is_permission = |scope: &String| {
        resources.iter().any(|indicator| match directory.resource(indicator) {
            Some(resource) => resource.permissions.contains(scope),
            None => directory.template_permissions().any(|permission| permission == scope),
        })
    };
    let consents = prompts.iter().any(|prompt| prompt == "consent");
    let mut scopes = params.words("scope");
    scopes.retain(|scope| match scope.as_str() {
        scopes::OFFLINE_ACCESS => consents,
        _ => scopes::ALL.contains(&scope.as_str()) || is_permission(scope),
    });
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(text: &str) -> Params {
        Params::from_form(text.as_bytes())
    }

    #[test]
    fn pkce_is_a_must_for_apps_without_a_secret() {
        assert!(challenge(&App::native("a"), &params("")).is_err());
        assert_eq!(challenge(&App::traditional("a"), &params("")).unwrap(), None);
    }

    #[test]
    fn a_challenge_is_s256_or_refused() {
        let app = App::traditional("a");
        let value = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let with = |method: &str| challenge(&app, &params(&format!("code_challenge={value}{method}")));
        assert_eq!(with("&code_challenge_method=S256").unwrap().as_deref(), Some(value));
        for refused in ["", "&code_challenge_method=plain"] {
            assert_eq!(
                with(refused).unwrap_err().description(),
                "not supported value of code_challenge_method"
            );
        }
    }

    #[test]
    fn prompts_are_none_alone_or_any_of_the_others() {
        assert_eq!(prompts(&params("prompt=login+consent")).unwrap(), ["login", "consent"]);
        assert!(prompts(&params("prompt=none+login")).is_err());
        assert!(prompts(&params("prompt=weird")).is_err());
    }
}
