#[doc(hidden)]
#[allow(non_camel_case_types)]
struct __logto_access_count;
#[automatically_derived]
impl framework::logto::__private::AccessPolicy<ShoppingApi> for __logto_access_count {
    const RULE: framework::logto::__private::AccessRule<ShoppingApi> = framework::logto::__private::AccessRule::<
        ShoppingApi,
    >::global()
        .all(&[<ShoppingApi>::Read, <ShoppingApi>::Write]);
}
async fn count(
    __logto_guard: framework::logto::__private::Authorized<
        ShoppingApi,
        __logto_access_count,
    >,
) -> u8 {
    7
}
