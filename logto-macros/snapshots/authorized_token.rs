#[cfg(feature = "lists")]
#[doc(hidden)]
#[allow(non_camel_case_types)]
pub(crate) struct __logto_access_list;
#[cfg(feature = "lists")]
#[automatically_derived]
impl ::logto::__private::AccessPolicy<api::ShoppingApi> for __logto_access_list {
    const RULE: ::logto::__private::AccessRule<api::ShoppingApi> = ::logto::__private::AccessRule::<
        api::ShoppingApi,
    >::organization(::logto::__private::OrganizationIn::Path("org_id"))
        .any(&[<api::ShoppingApi>::Read, <api::ShoppingApi>::Write]);
}
/// A list.
#[cfg(feature = "lists")]
#[axum::debug_handler]
pub(crate) async fn list(
    __logto_guard: ::logto::__private::Authorized<api::ShoppingApi, __logto_access_list>,
    Path(org_id): Path<String>,
) -> impl IntoResponse {
    {
        fn __logto_token<R: ::logto::__private::TokenFor<api::ShoppingApi>>() {}
        let _ = __logto_token::<api::ShoppingApi>;
    }
    let token: logto::BearerToken<api::ShoppingApi> = __logto_guard.into_token();
    token.subject().to_owned()
}
