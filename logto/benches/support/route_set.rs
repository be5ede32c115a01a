//! Routes that are compared with each other.

use serde::{Deserialize, Serialize};

/// Guarded routes and the route that they are compared with. Another set, of another store say, brings a floor of its
/// own: what the same work costs without a session.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct RouteSet {
    pub(crate) title: String,
    pub(crate) floor: Target,
    pub(crate) guarded: Vec<Target>,
}

/// A route as one asks for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) path: String,
    /// The header that opens it.
    pub(crate) header: Option<(String, String)>,
}

impl RouteSet {
    /// All of them, the floor first.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &Target> {
        std::iter::once(&self.floor).chain(&self.guarded)
    }
}

impl Target {
    pub(crate) fn new(name: &str, path: &str, header: Option<(&str, &str)>) -> Self {
        let header = header.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { name: name.to_owned(), path: path.to_owned(), header }
    }
}
