//! temporary
/// p
pub trait Policy: Send + Sync + 'static {
    /// r
    const REDIRECT: Redirect;
    /// f
    const FETCH_USERINFO: bool;
}
/// r
#[derive(Clone, Copy, Debug)]
pub enum Redirect {
    /// n
    Never,
    /// s
    SignInRoute,
    /// t
    To(&'static str),
}
