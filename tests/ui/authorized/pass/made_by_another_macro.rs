#[derive(Clone, Copy, Debug, PartialEq, Eq, logto::Resource)]
#[resource("https://shopping.example.com/api")]
enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

macro_rules! handler {
    ($name:ident, $api:ty, $permission:path, $place:literal) => {
        #[logto::authorized($permission, organization = path($place))]
        async fn $name(token: logto::BearerToken<$api>) -> bool {
            token.permits($permission)
        }
    };
}

macro_rules! simple {
    ($name:ident, $api:ident, $permission:ident) => {
        #[logto::authorized($api::$permission)]
        async fn $name(token: logto::BearerToken<$api>) -> bool {
            token.permits($api::$permission)
        }
    };
}

handler!(list, ShoppingApi, ShoppingApi::Read, "org_id");
simple!(add, ShoppingApi, Write);

fn main() {
    let _ = (list, add);
}
