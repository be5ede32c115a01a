//! Where a request says which organization it is about.

use http::{HeaderMap, HeaderName};

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

/// Why it is not known which organization a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OrganizationInError {
    #[error(
        "the route has no path parameter `{0}`, or two of them, and `organization = path(\"{0}\")` reads the one: check the \
         name"
    )]
    NoParameter(&'static str),
    #[error(
        "`{0}` is not the name of a header, which `OrganizationIn::Header` takes, as in `OrganizationIn::Header(\"x-organization-id\")`"
    )]
    NoHeaderName(&'static str),
    #[error("the request names no organization: the path parameter `{0}` is empty or no text")]
    UnreadableParameter(&'static str),
    #[error("the request names no organization: the header `{0}` is missing, empty or no text")]
    NoHeader(&'static str),
    #[error("the request names an organization twice: there is more than one header `{0}`")]
    TwoHeaders(&'static str),
}

impl OrganizationIn {
    /// The organization that a request names.
    ///
    /// `path_parameter` finds a parameter of the route's path, decoded. If it is no text it is there all the same, with
    /// U+FFFD in it.
    pub(crate) fn find(
        self,
        headers: &HeaderMap,
        path_parameter: impl FnOnce(&str) -> Option<String>,
    ) -> Result<OrganizationId, OrganizationInError> {
        match self {
            Self::Path(name) => {
                let id = path_parameter(name).ok_or(OrganizationInError::NoParameter(name))?;
                let is_text = !id.is_empty() && !id.contains(char::REPLACEMENT_CHARACTER);
                if is_text { Ok(id.into()) } else { Err(OrganizationInError::UnreadableParameter(name)) }
            }
            Self::Header(name) => only_value(headers, name),
        }
    }
}

impl OrganizationInError {
    /// Whether it is the application's mistake and not the caller's.
    pub(crate) fn is_mistake(self) -> bool {
        match self {
            Self::NoParameter(_) | Self::NoHeaderName(_) => true,
            Self::UnreadableParameter(_) | Self::NoHeader(_) | Self::TwoHeaders(_) => false,
        }
    }
}

/// Two values are one too many: a proxy and the application might each look at another.
fn only_value(headers: &HeaderMap, name: &'static str) -> Result<OrganizationId, OrganizationInError> {
    let header: HeaderName = name.parse().map_err(|_| OrganizationInError::NoHeaderName(name))?;
    let mut values = headers.get_all(header).iter();
    let id = values.next().and_then(|value| value.to_str().ok()).filter(|id| !id.is_empty());
    if values.next().is_some() {
        return Err(OrganizationInError::TwoHeaders(name));
    }
    id.map(OrganizationId::from).ok_or(OrganizationInError::NoHeader(name))
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
    fn a_path_parameter_that_is_empty_or_no_text_names_none() {
        for value in ["", "\u{fffd}", "o\u{fffd}1"] {
            let found = OrganizationIn::Path("org").find(&HeaderMap::new(), |_| Some(value.to_owned()));
            assert_eq!(found, Err(OrganizationInError::UnreadableParameter("org")), "{value}");
        }
    }

    #[test]
    fn a_header_names_it_once() {
        let find = |name: &'static str, values: &[&'static str]| {
            OrganizationIn::Header(name).find(&headers(values), |_| None)
        };
        assert_eq!(find("x-organization", &["o1"]).unwrap(), "o1");
        assert_eq!(find("X-Organization", &["o1"]).unwrap(), "o1");
        for (wrong, error) in [
            (&[][..], OrganizationInError::NoHeader("x-organization")),
            (&[""], OrganizationInError::NoHeader("x-organization")),
            (&["o1", "o2"], OrganizationInError::TwoHeaders("x-organization")),
            (&["o1", "o1"], OrganizationInError::TwoHeaders("x-organization")),
        ] {
            assert_eq!(find("x-organization", wrong), Err(error), "{wrong:?}");
        }
        for name in ["", "x organization", "x-organization:"] {
            assert_eq!(find(name, &["o1"]), Err(OrganizationInError::NoHeaderName(name)));
        }
    }
}
