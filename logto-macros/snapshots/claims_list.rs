#[derive(
    ::core::fmt::Debug,
    ::logto::__private::serde::Serialize,
    ::logto::__private::serde::Deserialize
)]
/// The user.
#[derive(Clone)]
#[serde(crate = "::logto::__private::serde")]
pub struct Account {
    /// The user's id: unique in the tenant, never changes.
    #[serde(rename = "sub")]
    pub sub: ::std::string::String,
    /// Primary email address.
    #[serde(rename = "email")]
    pub email: ::core::option::Option<::std::string::String>,
    /// Whether the email address was verified.
    #[serde(rename = "email_verified")]
    pub email_verified: ::core::primitive::bool,
    /// Postal address.
    #[serde(rename = "address")]
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub address: ::core::option::Option<::logto::__private::Address>,
    /// The data your application keeps with the user.
    #[serde(rename = "custom_data")]
    pub custom_data: Preferences,
    /// Names of the user's roles.
    #[serde(rename = "roles")]
    pub roles: ::std::vec::Vec<::std::string::String>,
    #[serde(rename = "https://acme.example/tier")]
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    /// A claim of ours.
    pub tier: Option<Tier>,
}
#[automatically_derived]
impl ::logto::__private::Claims for Account {
    const SCOPES: &'static [::logto::__private::UserScope] = &[
        ::logto::__private::UserScope::Email,
        ::logto::__private::UserScope::Address,
        ::logto::__private::UserScope::CustomData,
        ::logto::__private::UserScope::Roles,
    ];
    type FromUserinfo = ::logto::__private::wire::custom_data;
}
#[automatically_derived]
impl ::logto::__private::HasRoles for Account {
    fn has_role(&self, role: &::logto::__private::str) -> ::core::primitive::bool {
        fn __logto_hold<
            T: ::logto::__private::ReadRoles<::logto::__private::wire::roles>,
        >(held: &T) -> &impl ::logto::__private::RoleNames {
            held
        }
        ::logto::__private::RoleNames::names_role(__logto_hold::<_>(&self.roles), role)
    }
}
