::core::compile_error! {
    "Logto has no scope `emial`; did you mean `email`?"
}
#[derive(
    ::core::fmt::Debug,
    ::logto::__private::serde::Serialize,
    ::logto::__private::serde::Deserialize
)]
#[serde(crate = "::logto::__private::serde")]
struct Account {
    /// The user's ID.
    sub: ::logto::__private::String,
}
#[automatically_derived]
impl ::logto::__private::Claims for Account {
    const SCOPES: &'static [::logto::__private::UserScope] = &[];
    type Needs = ::logto::__private::IdTokenOnly;
}
