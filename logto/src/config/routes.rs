//! The paths of the app that belong to signing in.

/// Paths as the app's router knows them: without the base URL's own path.
#[derive(Clone, Debug)]
pub(crate) struct Routes {
    pub(crate) sign_in: String,
    pub(crate) sign_up: String,
    pub(crate) callback: String,
    pub(crate) sign_out: String,
    /// For Logto, not for browsers. There is none unless it is asked for.
    pub(crate) back_channel_logout: Option<String>,
    /// Where a sign-in goes that has nowhere to return to.
    pub(crate) after_sign_in: String,
    /// Where a sign-out goes in the end. As a URL it has to be registered with the app.
    pub(crate) after_sign_out: String,
}

impl Default for Routes {
    fn default() -> Self {
        Self {
            sign_in: "/sign-in".to_owned(),
            sign_up: "/sign-up".to_owned(),
            callback: "/callback".to_owned(),
            sign_out: "/sign-out".to_owned(),
            back_channel_logout: None,
            after_sign_in: "/".to_owned(),
            after_sign_out: "/".to_owned(),
        }
    }
}
