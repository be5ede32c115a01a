logto::claims! {
    #[claim(rename = "Account")]
    pub struct Account: profile {
        #[claim(custom)]
        pub tier: String,
        #[claim(renam = "https://acme.example/plan")]
        pub plan: String,
        #[claim(rename = "a", rename = "b")]
        pub again: String,
    }
}

fn main() {}
