#[doc(hidden)]
#[allow(non_camel_case_types)]
struct __logto_access_whoami;
#[automatically_derived]
impl<R: ::logto::__private::ApiResource> ::logto::__private::AccessPolicy<R>
for __logto_access_whoami {
    const RULE: ::logto::__private::AccessRule<R> = ::logto::__private::AccessRule::global();
}
async fn whoami(
    __logto_guard: ::logto::__private::Authorized<ShoppingApi, __logto_access_whoami>,
) {
    {
        fn __logto_token<
            R: ::logto::__private::Resource
                + ::logto::__private::OutsideOrganizations<
                    <R as ::logto::__private::Resource>::Held,
                >,
        >() {}
        let _ = __logto_token::<ShoppingApi>;
    }
    let token: BearerToken<ShoppingApi> = __logto_guard.into_token();
}
