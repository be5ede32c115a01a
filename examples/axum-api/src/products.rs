//! The API, its permissions and what it holds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use logto::{BearerToken, OrganizationId, Resource, authorized};
use serde::{Deserialize, Serialize};

/// The API and its permissions, as they are in the Logto console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Resource)]
#[resource("https://shopping.example.com/api")]
pub(crate) enum ShoppingApi {
    #[scope("read")]
    Read,
    #[scope("write")]
    Write,
}

/// A product: for everyone, or for the members of an organization.
#[derive(Clone, Serialize)]
pub(crate) struct Product {
    id: usize,
    name: String,
    added_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<OrganizationId>,
}

#[derive(Deserialize)]
pub(crate) struct NewProduct {
    name: String,
}

/// All products. A real API has a database here.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Vec<Product>>>);

#[authorized(ShoppingApi::Read)]
pub(crate) async fn list(State(shelf): State<Shelf>) -> Json<Vec<Product>> {
    Json(shelf.of(None))
}

/// Who may change a product may also look at it.
#[authorized(any(ShoppingApi::Read, ShoppingApi::Write))]
pub(crate) async fn one(
    State(shelf): State<Shelf>,
    Path(id): Path<usize>,
) -> Result<Json<Product>, StatusCode> {
    let found = shelf.of(None).into_iter().find(|product| product.id == id);
    found.map(Json).ok_or(StatusCode::NOT_FOUND)
}

#[authorized(ShoppingApi::Write)]
pub(crate) async fn add(
    token: BearerToken<ShoppingApi>,
    State(shelf): State<Shelf>,
    Json(new): Json<NewProduct>,
) -> (StatusCode, Json<Product>) {
    (StatusCode::CREATED, Json(shelf.add(new.name, token.subject(), None)))
}

/// Only for tokens that were issued for this organization: those of its members, with the roles they have in it.
#[authorized(ShoppingApi::Read, organization = path("organization_id"))]
pub(crate) async fn of_organization(
    State(shelf): State<Shelf>,
    Path(id): Path<OrganizationId>,
) -> Json<Vec<Product>> {
    Json(shelf.of(Some(&id)))
}

impl Shelf {
    pub(crate) fn stocked() -> Self {
        let shelf = Self::default();
        shelf.add("Teapot".to_owned(), "the shop", None);
        shelf.add("Anvil".to_owned(), "the shop", Some(OrganizationId::from("acme")));
        shelf
    }

    fn of(&self, organization: Option<&OrganizationId>) -> Vec<Product> {
        let products = self.products();
        products.iter().filter(|product| product.organization.as_ref() == organization).cloned().collect()
    }

    fn add(&self, name: String, added_by: &str, organization: Option<OrganizationId>) -> Product {
        let mut products = self.products();
        let product = Product { id: products.len() + 1, name, added_by: added_by.to_owned(), organization };
        products.push(product.clone());
        product
    }

    fn products(&self) -> MutexGuard<'_, Vec<Product>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
