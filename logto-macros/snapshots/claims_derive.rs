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
        framework::logto::__private::UserScope::Roles,
        framework::logto::__private::UserScope::OrganizationRoles,
    ];
    const RENAMED: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[("custom_data", "preferences")];
    type FromUserinfo = framework::logto::__private::wire::custom_data;
}
#[automatically_derived]
impl<T> framework::logto::__private::HasRoles for Subscriber<T>
where
    T: Clone,
{
    fn has_role(
        &self,
        role: &framework::logto::__private::str,
    ) -> ::core::primitive::bool {
        fn __logto_hold<
            T: framework::logto::__private::ReadRoles<
                    framework::logto::__private::wire::roles,
                >,
        >(held: &T) -> &impl framework::logto::__private::RoleNames {
            held
        }
        framework::logto::__private::RoleNames::names_role(
            __logto_hold::<HashSet<String>>(&self.roles),
            role,
        )
    }
}
#[automatically_derived]
impl<T> framework::logto::__private::HasOrganizationRoles for Subscriber<T>
where
    T: Clone,
{
    fn has_organization_role(
        &self,
        organization: &framework::logto::__private::OrganizationId,
        role: &framework::logto::__private::str,
    ) -> ::core::primitive::bool {
        fn __logto_hold<
            T: framework::logto::__private::ReadOrganizationRoles<
                    framework::logto::__private::wire::organization_roles,
                >,
        >(held: &T) -> &impl framework::logto::__private::OrganizationRoleNames {
            held
        }
        framework::logto::__private::OrganizationRoleNames::names_organization_role(
            __logto_hold::<Option<Vec<OrganizationRole>>>(&self.organization_roles),
            organization,
            role,
        )
    }
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
