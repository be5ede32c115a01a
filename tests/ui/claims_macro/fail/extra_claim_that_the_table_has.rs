logto::claims! {
    pub struct Account: profile {
        pub email: Option<String>,
        #[claim(rename = "custom_data")]
        pub preferences: String,
        pub sub: String,
    }
}

fn main() {}
