logto::claims! {
    pub struct Account: #[cfg(feature = "email")] email + #[claim(custom)] profile;
}

fn main() {}
