//! The three models of [Logto's authorization](https://docs.logto.io/authorization), each as a route that asks for
//! `read`, once by the attribute and once by the layer.

use axum::routing::get;
use axum::{Json, Router};
use logto::resource_server::AccessRule;
use logto::testing::{AccessTokenBuilder, Emulator};
use logto::{BearerToken, Client, Resource, authorized};
use serde_json::Value;

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

#[authorized(ShoppingApi::Read)]
async fn global(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(token.subject().into())
}

#[authorized(Template::Read, organization = path("organization_id"))]
async fn of_the_organization(token: BearerToken<Template>) -> Json<Value> {
    Json(token.subject().into())
}

#[authorized(ShoppingApi::Read, organization = path("organization_id"))]
async fn in_the_organization(token: BearerToken<ShoppingApi>) -> Json<Value> {
    Json(token.subject().into())
}

pub(super) fn app(logto: &Client) -> Router {
    let by_attribute = Router::new()
        .route("/products", get(global))
        .route("/organizations/{organization_id}", get(of_the_organization))
        .route("/organizations/{organization_id}/products", get(in_the_organization));
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
    by_attribute.nest("/layer", by_layer).layer(logto::axum::layer(logto.clone()))
}
