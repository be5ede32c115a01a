//! What has to be true of an API resource, one function for each rule.

use syn::LitStr;

use super::model::{Indicator, Permission, Resource};
use crate::diagnostics::Diagnostics;

pub(crate) fn check(resource: Resource) -> syn::Result<Resource> {
    let mut diagnostics = Diagnostics::default();
    if let Indicator::Api(indicator) = &resource.indicator {
        check_indicator(indicator, &mut diagnostics);
    }
    for permission in &resource.permissions {
        check_scope(&permission.scope, &mut diagnostics);
    }
    check_duplicates(&resource.permissions, &mut diagnostics);
    diagnostics.finish()?;
    Ok(resource)
}

/// RFC 8707 section 2: an absolute URI without a fragment.
///
/// ```text
/// wrong: "shopping", "/api", "https://api.example.com#v1"      right: "https://api.example.com"
/// ```
fn check_indicator(indicator: &LitStr, diagnostics: &mut Diagnostics) {
    let text = indicator.value();
    if text == "urn:logto:resource:organizations" {
        diagnostics.error(
            indicator,
            "the organization template has a name of its own: write `#[resource(organizations)]`",
        );
    } else if text.contains('#') {
        diagnostics.error(indicator, "a resource indicator has no fragment: remove `#` and what follows");
    } else if !is_absolute_uri(&text) {
        diagnostics.error(
            indicator,
            format!("`{text}` is not an absolute URI: use the API identifier from the Logto console, as in \"https://api.example.com\""),
        );
    }
}

fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_ok = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let rest_ok =
        !rest.trim_start_matches('/').is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
    scheme_ok && rest_ok
}

/// RFC 6749 section 3.3: printable ASCII without space, quote and backslash.
///
/// ```text
/// wrong: #[scope("")], #[scope("read write")], #[scope("lösche")]      right: one variant for each
/// ```
fn check_scope(scope: &LitStr, diagnostics: &mut Diagnostics) {
    let text = scope.value();
    if text.is_empty() {
        diagnostics.error(scope, "a permission has a name: write it as it is called in the Logto console");
    } else if text.contains(char::is_whitespace) {
        diagnostics.error(
            scope,
            format!("`{text}` is not one permission: give each a variant of its own, without spaces"),
        );
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\')) {
        diagnostics.error(
            scope,
            format!("`{text}` cannot be requested: OAuth's scopes are ASCII without quotes and backslashes, so give the permission \
                     another name, here and in the Logto console"),
        );
    }
}

/// ```text
/// wrong: #[scope("read")] Read, #[scope("read")] List      right: one variant for each permission
/// ```
fn check_duplicates(permissions: &[Permission], diagnostics: &mut Diagnostics) {
    for (position, permission) in permissions.iter().enumerate() {
        let earlier = permissions.iter().take(position);
        // Of variants under `#[cfg]` only one may be there in the end.
        let same =
            |other: &&Permission| other.cfgs.is_empty() && other.scope.value() == permission.scope.value();
        if permission.cfgs.is_empty()
            && let Some(first) = earlier.clone().find(same)
        {
            let text = permission.scope.value();
            diagnostics.error(
                &permission.scope,
                format!("`{text}` is `{}` already: remove one of the two", first.name),
            );
        }
    }
}
