/// A member.
#[derive(Clone)]
#[derive(
    ::core::fmt::Debug,
    ::logto::__private::serde::Serialize,
    ::logto::__private::serde::Deserialize
)]
#[serde(crate = "::logto::__private::serde")]
pub struct Member {
    /// The user's ID.
    pub sub: ::logto::__private::String,
    /// The primary email address.
    pub email: ::core::option::Option<::logto::__private::String>,
    /// Whether there is a primary email address; Logto verifies it before it stores it.
    pub email_verified: ::core::primitive::bool,
    /// The postal address.
    #[serde(default, skip_serializing_if = "::core::option::Option::is_none")]
    pub address: ::core::option::Option<::logto::__private::Address>,
    /// The user's custom data.
    pub custom_data: Prefs,
    /// From the tenant's script.
    #[serde(rename = "https://acme.example/plan")]
    #[serde(skip_serializing_if = "::core::option::Option::is_none")]
    pub plan: Option<String>,
}
#[automatically_derived]
impl ::logto::__private::Claims for Member {
    const SCOPES: &'static [::logto::__private::UserScope] = &[
        ::logto::__private::UserScope::Email,
        ::logto::__private::UserScope::Address,
        ::logto::__private::UserScope::CustomData,
    ];
    type Needs = ::logto::__private::claim::custom_data;
}
