use logto::{Claims, UserScope};

logto::claims! {
    pub struct Account<T, const N: usize = 1>: profile + custom_data<T> where T: Clone {
        pub seats: Option<T>,
    }
}

fn scopes<C: Claims>() -> &'static [UserScope] {
    C::SCOPES
}

fn main() {
    assert_eq!(scopes::<Account<String>>(), [UserScope::Profile, UserScope::CustomData]);
}
