#[automatically_derived]
impl<T> framework::logto::__private::Claims for Subscriber<T>
where
    T: Clone,
    Self: framework::logto::__private::serde::de::DeserializeOwned + ::core::marker::Send
        + ::core::marker::Sync + 'static,
{
    const SCOPES: &'static [framework::logto::__private::UserScope] = &[
        framework::logto::__private::UserScope::Email,
        framework::logto::__private::UserScope::CustomData,
    ];
    const RENAMED: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[("custom_data", "preferences")];
    type FromUserinfo = framework::logto::__private::wire::custom_data;
}
const _: () = {
    #[allow(dead_code)]
    fn __logto_fields<T>()
    where
        T: Clone,
    {
        {
            fn __logto_hold<
                T: framework::logto::__private::ReadText<
                        framework::logto::__private::wire::email,
                    >,
            >() {}
            let _ = __logto_hold::<Option<String>>;
        }
        {
            fn __logto_hold<
                T: framework::logto::__private::ReadCustomData<
                        framework::logto::__private::wire::custom_data,
                    >,
            >() {}
            let _ = __logto_hold::<T>;
        }
    }
};
