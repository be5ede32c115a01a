mod framework {
    pub use ::logto as auth;
}

use framework::auth::{User, UserClaims, authenticated};

#[authenticated(redirect, crate = crate::framework::auth)]
async fn account(user: User<UserClaims>) -> String {
    user.into_claims().sub
}

#[authenticated(crate = framework::auth)]
async fn guarded() {}

fn main() {
    let _ = (account, guarded);
}
