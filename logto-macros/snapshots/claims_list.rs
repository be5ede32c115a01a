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
    ];
    type FromUserinfo = ::logto::__private::wire::custom_data;
}
