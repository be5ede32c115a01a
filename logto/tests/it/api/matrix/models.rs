//! The three models of [Logto's authorization](https://docs.logto.io/authorization), each as a route that asks for
//! `read`, once by the attribute and once by the layer.

use axum::Router;
use logto::resource_server::AccessRule;
use logto::testing::{AccessTokenBuilder, Emulator};
use logto::{Client, Resource};

use crate::api::tenant::{IN_PATH, ShoppingApi, Template, route};

pub(super) struct Model {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    /// A token that is let in.
    pub(super) token: fn(&Emulator) -> AccessTokenBuilder<'_>,
}

pub(super) const MODELS: [Model; 3] = [
    Model {
        name: "global API resource",
        path: "/products",
        token: |emulator| emulator.access_token("alice").resource(ShoppingApi::INDICATOR).scopes(["read"]),
    },
    Model {
        name: "organization permissions",
        path: "/organizations/acme",
        token: |emulator| emulator.access_token("alice").organization("acme").scopes(["read"]),
    },
    Model {
        name: "API resource in an organization",
        path: "/organizations/acme/products",
        token: |emulator| {
            let token = emulator.access_token("alice").resource(ShoppingApi::INDICATOR);
            token.organization("acme").scopes(["read"])
        },
    },
];

pub(super) fn app(logto: &Client) -> Router {
    let by_layer = Router::new()
        .merge(route("/products", AccessRule::global().all(&[ShoppingApi::Read])))
        .merge(route(
            "/organizations/{organization_id}",
            AccessRule::organization(IN_PATH).all(&[Template::Read]),
        ))
        .merge(route(
            "/organizations/{organization_id}/products",
            AccessRule::organization(IN_PATH).all(&[ShoppingApi::Read]),
        ));
    by_layer.clone().nest("/layer", by_layer).layer(logto::axum::layer(logto.clone()))
}
