#[cfg(feature = "pages")]
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub struct __logto_policy_account;
#[cfg(feature = "pages")]
#[automatically_derived]
impl ::logto::__private::Policy for __logto_policy_account {
    const REDIRECT: ::logto::__private::Redirect = ::logto::__private::Redirect::To(
        "/welcome",
    );
    const FETCH_USERINFO: ::core::primitive::bool = false;
    type Requirement = ::logto::__private::NoRequirement;
}
/// A page.
#[cfg(feature = "pages")]
#[axum::debug_handler]
pub async fn account<S>(
    __logto_guard: ::logto::__private::Guarded<Account, __logto_policy_account>,
    Path(id): Path<u64>,
) -> impl IntoResponse
where
    S: Send,
{
    #![allow(unused)]
    {
        fn __logto_claims<
            C: ::logto::__private::Claims
                + ::logto::__private::InIdToken<
                    <C as ::logto::__private::Claims>::FromUserinfo,
                >,
        >() {}
        let _ = __logto_claims::<Account>;
    }
    let mut user: logto::User<Account> = __logto_guard.into_user();
    user.name.clone()
}
