//! The guard comes first, wherever the token stands; other parameters stay in order, patterns and all.

use logto::resource_server::Authorized;
use logto::{ApiResource, BearerToken, Resource};

struct Path<T>(T);

#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

#[logto::authorized(ShoppingApi::Read)]
async fn in_the_middle(
    Path((id, name)): Path<(u64, String)>,
    #[allow(unused_mut)] mut token: BearerToken<ShoppingApi>,
    #[allow(unused_variables)] other: u8,
) -> (u64, String, String) {
    let again = token.clone();
    token = again;
    (id, name, token.subject().to_owned())
}

#[logto::authorized(ShoppingApi::Write)]
async fn ignored(_: BearerToken<ShoppingApi>, Path(id): Path<u64>) -> u64 {
    id
}

#[logto::authorized]
async fn generic<R: ApiResource>(token: BearerToken<R>) -> usize
where
    R: Resource,
{
    token.permissions().count()
}

fn sendable<R, P, F: Future + Send>(_handler: fn(Authorized<R, P>) -> F) {}

fn main() {
    fn middle<P, F>(_: fn(Authorized<ShoppingApi, P>, Path<(u64, String)>, u8) -> F) {}
    fn second<P, F>(_: fn(Authorized<ShoppingApi, P>, Path<u64>) -> F) {}
    middle(in_the_middle);
    second(ignored);
    sendable(generic::<ShoppingApi>);
}
