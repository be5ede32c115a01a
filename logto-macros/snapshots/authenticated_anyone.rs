#[doc(hidden)]
#[allow(non_camel_case_types)]
struct __logto_policy_page;
#[automatically_derived]
impl framework::logto::__private::Policy for __logto_policy_page {
    const REDIRECT: framework::logto::__private::Redirect = framework::logto::__private::Redirect::SignInRoute;
    const FETCH_USERINFO: ::core::primitive::bool = true;
    type Requirement = framework::logto::__private::NoRequirement;
}
async fn page(
    __logto_guard: framework::logto::__private::Guarded<
        framework::logto::__private::Anyone,
        __logto_policy_page,
    >,
) -> &'static str {
    "members only"
}
