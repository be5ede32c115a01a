mod framework {
    pub mod auth {
        pub use ::logto::*;
    }
    pub use ::logto as logto_rs;
}

framework::auth::claims! {
    #[claim(crate = crate::framework::logto_rs)]
    pub struct Account: profile + custom_data {
        pub tier: Option<String>,
    }
}

fn main() {
    fn claims<C: logto::Claims>() {}
    claims::<Account>();
}
