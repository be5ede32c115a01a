#[cfg(unix)]
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations, unreachable_pub)]
pub enum __logto_redirect_of_home {}
#[cfg(unix)]
#[automatically_derived]
impl ::web::logto::__private::RedirectPolicy for __logto_redirect_of_home {
    const REDIRECT: ::web::logto::__private::Redirect = ::web::logto::__private::Redirect::To(
        "/welcome",
    );
}
#[cfg(unix)]
async fn home(
    __logto_guard: ::web::logto::__private::Guarded<
        ::web::logto::__private::Anyone,
        ::web::logto::__private::Require<
            __logto_redirect_of_home,
            ::web::logto::__private::FromIdToken,
        >,
    >,
) -> &'static str {
    "hi"
}
