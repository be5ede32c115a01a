//! Where a request says which organization it is about.

use http::HeaderMap;

use super::OrganizationId;

/// Where a request names the organization that it is about.
///
/// What `organization = path("…")` and `organization = header("…")` become in
/// [`#[logto::authorized]`](macro@crate::authorized) and [`#[logto::authenticated]`](macro@crate::authenticated).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationIn {
    /// In the path: the parameter of this name in the route's pattern.
    Path(&'static str),
    /// In the header of this name.
    Header(&'static str),
}

/// Why a request names no organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OrganizationInError {
    #[error(
        "the route has no path parameter `{0}`, which `organization = path(\"{0}\")` reads: check the name"
    )]
    NoParameter(&'static str),
    #[error("the request names no organization: the header `{0}` is missing, empty, given twice or no text")]
    NoHeader(&'static str),
}

impl OrganizationIn {
    /// The organization that a request names.
    pub(crate) fn find(
        self,
        headers: &HeaderMap,
        path_parameter: impl FnOnce(&str) -> Option<String>,
    ) -> Result<OrganizationId, OrganizationInError> {
        let (id, error) = match self {
            Self::Path(name) => (path_parameter(name), OrganizationInError::NoParameter(name)),
            Self::Header(name) => (only_value(headers, name), OrganizationInError::NoHeader(name)),
        };
        id.filter(|id| !id.is_empty()).map(OrganizationId::new).ok_or(error)
    }
}

/// Two values are one too many: a proxy and the application might each look at another.
fn only_value(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?.to_owned();
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        values.iter().map(|value| ("x-organization".parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_path_parameter_names_it() {
        let find = |name: &str| (name == "org").then(|| "o1".to_owned());
        let none = HeaderMap::new();
        assert_eq!(OrganizationIn::Path("org").find(&none, find).unwrap(), "o1");
        assert_eq!(OrganizationIn::Path("id").find(&none, find), Err(OrganizationInError::NoParameter("id")));
    }

    #[test]
    fn a_header_names_it_once() {
        let place = OrganizationIn::Header("x-organization");
        let find = |values: &[&'static str]| place.find(&headers(values), |_| None);
        assert_eq!(find(&["o1"]).unwrap(), "o1");
        for wrong in [&[][..], &[""], &["o1", "o2"], &["o1", "o1"]] {
            assert_eq!(find(wrong), Err(OrganizationInError::NoHeader("x-organization")), "{wrong:?}");
        }
    }
}
