//! Behind a proxy that serves the application under `/shop`: every path that the browser gets to see has the prefix.

use serde_json::json;

use super::sign_in_at_logto;
use crate::script::Who::{Alice, Nobody};
use crate::script::{Step, ask, load};

pub(super) fn script() -> Vec<Step> {
    vec![
        load("GET /page?tab=2", 303)
            .by(Nobody)
            .header("location", "/shop/sign-in?return_to=%2Fshop%2Fpage%3Ftab%3D2")
            .into(),
        load("GET /elsewhere", 303).by(Nobody).header("location", "/shop/welcome").into(),
        load("GET /callback", 400).by(Nobody).shows("<a href=\"/shop/sign-in\">").into(),
        load("GET /sign-in?return_to=%2Fshop%2Fpage", 303)
            .by(Alice)
            .leads_to("redirect_uri={app}%2Fshop%2Fcallback")
            .into(),
        sign_in_at_logto(Alice, "alice"),
        load("GET {callback}", 303).by(Alice).header("location", "/shop/page").into(),
        ask("GET /session", 200).by(Alice).says_json(json!({ "is_authenticated": true })).into(),
        load("GET /sign-out", 303).by(Alice).leads_to("post_logout_redirect_uri={app}%2Fshop%2F").into(),
        ask("GET /session", 200).by(Alice).says_json(json!({ "is_authenticated": false })).into(),
    ]
}
