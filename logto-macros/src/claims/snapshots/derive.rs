#[automatically_derived]
impl crate::logto::__private::Claims for Subscriber {
    const SCOPES: &'static [crate::logto::__private::UserScope] = &[
        crate::logto::__private::UserScope::Email,
        crate::logto::__private::UserScope::CustomData,
    ];
    const RENAMED: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[("custom_data", "preferences")];
    type Needs = crate::logto::__private::claim::custom_data;
}
const _: fn() = || {
    fn __logto_held<
        __LogtoField: crate::logto::__private::FromClaim<__LogtoClaim>,
        __LogtoClaim,
    >() {}
    __logto_held::<String, crate::logto::__private::claim::sub>();
    __logto_held::<Option<String>, crate::logto::__private::claim::email>();
};
