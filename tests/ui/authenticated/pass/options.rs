use logto::User;
use logto::guard::{Anyone, Guarded, Policy, Redirect};

logto::claims! {
    pub struct Account: profile + email;
    pub struct Full: profile + custom_data;
}

#[logto::authenticated]
async fn plain(_user: User<Account>) {}

#[logto::authenticated(redirect)]
async fn page() {}

#[logto::authenticated(redirect = "/welcome?from=account")]
async fn lobby(_user: logto::User<Account>) {}

#[logto::authenticated(redirect, fetch_userinfo)]
async fn full(_user: logto::guard::User<Full>) {}

#[logto::authenticated()]
async fn empty() {}

fn policy<C, P: Policy, F>(_handler: fn(Guarded<C, P>) -> F) -> (Redirect, bool) {
    (P::REDIRECT, P::FETCH_USERINFO)
}

fn main() {
    assert_eq!(policy::<Account, _, _>(plain), (Redirect::Never, false));
    assert_eq!(policy::<Anyone, _, _>(page), (Redirect::SignInRoute, false));
    assert_eq!(policy::<Account, _, _>(lobby), (Redirect::To("/welcome?from=account"), false));
    assert_eq!(policy::<Full, _, _>(full), (Redirect::SignInRoute, true));
    assert_eq!(policy::<Anyone, _, _>(empty), (Redirect::Never, false));
}
