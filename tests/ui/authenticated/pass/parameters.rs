//! The guard comes first, wherever the user stands; other parameters stay in order, patterns and all.

use logto::User;
use logto::guard::Guarded;

logto::claims! {
    #[derive(Clone)]
    pub struct Account: profile;
}

struct Path<T>(T);
struct State<T>(T);

#[logto::authenticated]
async fn in_the_middle(
    Path((id, name)): Path<(u64, String)>,
    #[allow(unused_mut)] mut user: User<Account>,
    #[allow(unused_variables)] State(state): State<&'static str>,
) -> (u64, String, String) {
    let account = user.clone();
    user = account;
    (id, name, user.into_claims().sub)
}

#[logto::authenticated]
async fn ignored(_: User<Account>, Path(id): Path<u64>) -> u64 {
    id
}

#[logto::authenticated]
#[allow(clippy::too_many_arguments)]
async fn fifteen_others(
    user: User<Account>,
    _1: u8, _2: u8, _3: u8, _4: u8, _5: u8, _6: u8, _7: u8, _8: u8,
    _9: u8, _10: u8, _11: u8, _12: u8, _13: u8, _14: u8, _15: u8,
) -> String {
    user.sub.clone()
}

#[logto::authenticated]
async fn generic<T, const N: usize>(State(state): State<[T; N]>, user: User<Account>) -> Vec<T>
where
    T: Clone + Send,
{
    let _ = user;
    state.to_vec()
}

#[logto::authenticated]
async fn any_other(_other: impl Send, _user: User<Account>) {}

#[logto::authenticated]
async fn generic_claims<C: logto::Claims + Clone>(user: User<C>) -> C
where
    C: logto::claims::IdTokenClaims,
{
    user.into_claims()
}

fn main() {
    fn middle<P, F>(_: fn(Guarded<Account, P>, Path<(u64, String)>, State<&'static str>) -> F) {}
    fn second<P, F>(_: fn(Guarded<Account, P>, Path<u64>) -> F) {}
    fn third<P, F>(_: fn(Guarded<Account, P>, State<[u8; 2]>) -> F) {}
    middle(in_the_middle);
    second(ignored);
    third(generic::<u8, 2>);
    let _ = fifteen_others;
    let _ = generic_claims::<Account>;
}
