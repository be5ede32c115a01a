//! The hidden policy obeys the handler's conditions and does not trip the user's lints.
#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, nonstandard_style, unused)]

/// Pages.
pub mod pages {
    use logto::User;

    logto::claims! {
        /// The user.
        pub struct Account: profile;
    }

    /// For those who are here.
    #[cfg(all())]
    #[logto::authenticated(redirect)]
    pub async fn account(user: User<Account>) -> String {
        #![allow(clippy::all)]
        user.sub.clone()
    }

    /// For those who are not.
    #[logto::authenticated(redirect)]
    #[cfg(any())]
    pub async fn account(user: User<NoSuchType>) {}

    /// By a raw name.
    #[logto::authenticated]
    #[must_use]
    pub async fn r#type(#[cfg(all())] _user: User<Account>) -> u8 {
        1
    }
}

fn main() {
    #[logto::authenticated]
    async fn local() {}

    let _ = (pages::account, pages::r#type, local);
}
