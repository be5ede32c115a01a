logto::claims! {
    pub struct Account<'a>: profile {
        pub tier: &'a str,
    }
}

fn main() {}
