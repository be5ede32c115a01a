macro_rules! handler {
    ($name:ident, $claims:ty, $body:expr) => {
        #[logto::authenticated(redirect)]
        async fn $name(user: logto::User<$claims>) -> String {
            let read: fn(&$claims) -> String = $body;
            read(&user)
        }
    };
}

handler!(account, logto::UserClaims, |claims| claims.sub.clone());

fn main() {
    let _ = account;
}
