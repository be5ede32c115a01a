//! Who calls.

use axum::Json;
use logto::BearerToken;
use serde::Serialize;

use crate::products::ShoppingApi;

/// What an access token says about who brings it.
#[derive(Serialize)]
pub(crate) struct Caller {
    kind: &'static str,
    subject: String,
    app: Option<String>,
    may_read: bool,
    may_write: bool,
}

/// Any valid token for the API will do: the parameter alone asks for one.
pub(crate) async fn me(token: BearerToken<ShoppingApi>) -> Json<Caller> {
    Json(Caller {
        kind: if token.is_machine() { "machine" } else { "user" },
        subject: token.subject().to_owned(),
        app: token.client_id().map(str::to_owned),
        may_read: token.permits(ShoppingApi::Read),
        may_write: token.permits(ShoppingApi::Write),
    })
}
