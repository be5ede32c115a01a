#[automatically_derived]
impl ::logto::__private::Resource for ShoppingApi {
    const INDICATOR: &'static ::logto::__private::str = "https://shopping.example.com/api";
    const PERMISSIONS: &'static [Self] = &[
        Self::Read,
        #[cfg(feature = "admin")]
        Self::Delete,
    ];
    fn scope(self) -> &'static ::logto::__private::str {
        match self {
            Self::Read => "read",
            #[cfg(feature = "admin")]
            Self::Delete => "delete",
        }
    }
}
#[automatically_derived]
impl ::logto::__private::ApiResource for ShoppingApi {}
