//! Where in the app a user goes after signing in: a path of the app's own, and nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// A path on the app's own origin, with query and fragment if there are any.
///
/// Anything a browser could read as another place is refused: an open redirect on a sign-in route is a phishing tool.
///
/// # Example
///
/// ```
/// use logto::ReturnTo;
///
/// let path = ReturnTo::parse("/orders?page=2#latest")?;
/// assert_eq!(path.as_str(), "/orders?page=2#latest");
/// assert!(ReturnTo::parse("//mallory.example").is_err());
/// assert!(ReturnTo::parse("https://mallory.example").is_err());
/// # Ok::<(), logto::ReturnToError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReturnTo(String);

/// Why text is not a path to return to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReturnToError {
    /// It does not begin with a slash.
    #[error("a path to return to begins with `/`")]
    NotAPath,
    /// It is longer than any path of an app should be.
    #[error("a path to return to has at most {} bytes", ReturnTo::MAX_LENGTH)]
    TooLong,
    /// It holds a backslash (which browsers take for a slash), a space, a control character, or one that is not ASCII.
    #[error("a path to return to has only printable ASCII characters and no backslash")]
    Character,
    /// It leads to another origin.
    #[error("a path to return to stays on the app's own origin")]
    Origin,
}

impl ReturnTo {
    /// It has to fit into a cookie, together with the rest of a pending sign-in.
    pub(crate) const MAX_LENGTH: usize = 1024;

    /// Checks a path.
    pub fn parse(path: &str) -> Result<Self, ReturnToError> {
        if path.len() > Self::MAX_LENGTH {
            return Err(ReturnToError::TooLong);
        }
        if !path.starts_with('/') {
            return Err(ReturnToError::NotAPath);
        }
        // Browsers drop tabs and newlines, read `\` as `/`, and fold some other characters into ASCII ones.
        if !path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(ReturnToError::Character);
        }
        if !stays(path) {
            return Err(ReturnToError::Origin);
        }
        Ok(Self(path.to_owned()))
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether the path, as the URL standard resolves it, is on the same origin, also after a careless server or proxy has
/// decoded it once. The comparison of origins is the property itself, for whatever the other rules may miss.
fn stays(path: &str) -> bool {
    let Ok(base) = Url::parse("https://base.invalid") else {
        return false;
    };
    let resolved = |text: &str| base.join(text).ok().filter(|url| url.origin() == base.origin());
    // `/.//x` resolves to the path `//x`, which is another host when it is used as a reference again.
    resolved(path).is_some_and(|url| !url.path().starts_with("//")) && !doubles_slash_when_decoded(path)
}

/// `/%2Fx` and `/%5Cx` become `//x` for whoever decodes before redirecting.
fn doubles_slash_when_decoded(path: &str) -> bool {
    let rest = path.get(1..).unwrap_or_default().to_ascii_lowercase();
    ["/", "%2f", "%5c", "%09", "%0a", "%0d"].iter().any(|prefix| rest.starts_with(prefix))
}

impl TryFrom<String> for ReturnTo {
    type Error = ReturnToError;

    fn try_from(path: String) -> Result<Self, ReturnToError> {
        Self::parse(&path)
    }
}

impl From<ReturnTo> for String {
    fn from(path: ReturnTo) -> Self {
        path.0
    }
}

impl fmt::Display for ReturnTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCEPTED: &[&str] = &[
        "/",
        "/a",
        "/a/b/",
        "/a?b=c",
        "/a?b=c#d",
        "/?next=https://mallory.example",
        "/?u=//mallory.example",
        "/#//mallory.example",
        "/a//b",
        "/a/%2F/b",
        "/@mallory.example",
        "/a:b",
        "/a%20b",
        "/%E2%82%AC",
        "/.well-known/x",
        "/javascript:alert(1)",
        "/http://mallory.example",
        "/a/../b",
        "/..",
        "/~alice",
        "/a;b=c,d",
        "/!$&'()*+=",
    ];

    const REJECTED: &[&str] = &[
        "",
        " ",
        "a",
        "a/b",
        ".",
        "..",
        "./a",
        "../a",
        "?a=b",
        "#a",
        "//",
        "///",
        "////mallory.example",
        "//mallory.example",
        "///mallory.example",
        "//mallory.example/%2e%2e",
        "//@mallory.example",
        "//user:pass@mallory.example/",
        "//[::1]/",
        "//localhost",
        "//127.0.0.1",
        "//0x7f.1",
        "\\",
        "\\\\mallory.example",
        "/\\mallory.example",
        "/\\/mallory.example",
        "\\/mallory.example",
        "/a\\b",
        "/\\\\mallory.example",
        "//\\mallory.example",
        "https://mallory.example",
        "http://mallory.example",
        "https:mallory.example",
        "https:/mallory.example",
        "HTTPS://mallory.example",
        "ftp://mallory.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "about:blank",
        "mailto:a@b.c",
        " /a",
        "\t/a",
        "\n/a",
        "/\t/mallory.example",
        "/\n/mallory.example",
        "/\r/mallory.example",
        "/\r\n/mallory.example",
        "/a\tb",
        "/a\nb",
        "/a\rb",
        "/a b",
        "/a\u{0}b",
        "/\u{0}/mallory.example",
        "/\u{1b}[0m",
        "/\u{7f}",
        "/a\r\nSet-Cookie: x=y",
        "/%2Fmallory.example",
        "/%2fmallory.example",
        "/%5Cmallory.example",
        "/%5cmallory.example",
        "/%2F%2Fmallory.example",
        "/%09/mallory.example",
        "/%0a/mallory.example",
        "/%0D/mallory.example",
        "/.//mallory.example",
        "/..//mallory.example",
        "/././/mallory.example",
        "/a/..//mallory.example",
        "/%2e//mallory.example",
        "/%2E%2e//mallory.example",
        "/a/%2e%2e//mallory.example",
        "/.///mallory.example",
        "/\u{ff0f}mallory.example",
        "/\u{2215}mallory.example",
        "/\u{2044}x",
        "/\u{3002}x",
        "/\u{a0}x",
        "/\u{2028}x",
        "/\u{200b}/x",
        "/\u{feff}/x",
        "/€",
        "\u{ff0f}\u{ff0f}mallory.example",
        "https\u{ff1a}//mallory.example",
    ];

    #[test]
    fn paths_of_the_app_are_accepted_as_they_are() {
        for path in ACCEPTED {
            assert_eq!(ReturnTo::parse(path).unwrap().as_str(), *path);
        }
    }

    #[test]
    fn anything_else_is_rejected() {
        assert!(REJECTED.len() >= 60);
        for path in REJECTED {
            assert!(ReturnTo::parse(path).is_err(), "{path:?}");
        }
    }

    /// The property that counts, for everything that passes: no base and no number of resolutions leads away.
    #[test]
    fn what_is_accepted_stays_on_the_origin() {
        let bases = [
            "https://app.example.com",
            "http://localhost:3000/sign-in?x",
            "https://app.example.com/prefix/deep/",
        ];
        for path in REJECTED.iter().chain(ACCEPTED) {
            let Ok(path) = ReturnTo::parse(path) else { continue };
            for base in bases.map(|base| Url::parse(base).unwrap()) {
                let once = base.join(path.as_str()).unwrap();
                assert_eq!(once.origin(), base.origin(), "{path}");
                let again = base.join(&once.as_str()[once.origin().ascii_serialization().len()..]).unwrap();
                assert_eq!(again, once, "{path}");
            }
        }
    }

    #[test]
    fn each_error_names_its_check() {
        let error = |path: &str| ReturnTo::parse(path).unwrap_err();
        assert_eq!(error("https://mallory.example"), ReturnToError::NotAPath);
        assert_eq!(error("/\\mallory.example"), ReturnToError::Character);
        assert_eq!(error("//mallory.example"), ReturnToError::Origin);
        assert_eq!(error(&format!("/{}", "a".repeat(ReturnTo::MAX_LENGTH))), ReturnToError::TooLong);
        assert!(ReturnTo::parse(&format!("/{}", "a".repeat(ReturnTo::MAX_LENGTH - 1))).is_ok());
    }

    #[test]
    fn a_stored_path_is_checked_again() {
        assert!(serde_json::from_str::<ReturnTo>(r#""/a""#).is_ok());
        assert!(serde_json::from_str::<ReturnTo>(r#""//mallory.example""#).is_err());
    }
}
