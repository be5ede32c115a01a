//! temporary
/// scope
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserScope {
    /// p
    Profile,
    /// e
    Email,
    /// c
    CustomData,
}
impl UserScope {
    /// wire
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Email => "email",
            Self::CustomData => "custom_data",
        }
    }
}
impl std::fmt::Display for UserScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
