#[automatically_derived]
impl ::logto::__private::Resource for ShoppingApi {
    const INDICATOR: &'static ::logto::__private::str = "https://shopping.example.com/api";
    const PERMISSIONS: &'static [Self] = &[
        Self::Read,
        #[cfg(feature = "admin")]
        Self::Delete,
    ];
    type Held = ::logto::__private::Globally;
    fn scope(self) -> &'static ::logto::__private::str {
        match self {
            Self::Read => "read",
            #[cfg(feature = "admin")]
            Self::Delete => "delete",
        }
    }
}
