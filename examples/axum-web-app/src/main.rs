//! A web app whose users sign in with Logto. Run it with `cargo run -p axum-web-app`.
//!
//! With no `LOGTO_ENDPOINT` it starts an emulator of Logto in the same process. `PORT` chooses the port (3000), and
//! `SESSION_STORE` a Redis or PostgreSQL for the sessions.
//! How such an app comes about, step by step: <https://docs.rs/logto/latest/logto/axum/quick_start/>.
//!
//! At a tenant of yours, `/protected/orders` needs the API resource of `ShoppingApi` and its permissions. A tenant that
//! does not know a resource refuses sign-ins that request it, so this one is only requested where `LOGTO_RESOURCES`
//! and `LOGTO_SCOPES` say so: `examples/README.md` has the commands. Apps that have their API call
//! `.resource::<ShoppingApi>()` in any case.
#![expect(clippy::print_stdout, reason = "the terminal is this program's user interface")]

use std::error::Error;

use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use axum::{Json, Router};
use example_pages::Visitor;
use example_tenant::{Member, OrganizationPermission, Shop, membership, memberships, refusal};
use logto::{Client, OrganizationId, Session, User, authenticated, claims};
use tokio::net::TcpListener;

claims! {
    /// The signed-in user, as the ID token describes them.
    pub struct Account: profile + email;
}

claims! {
    /// The same, and what Logto delivers from the userinfo endpoint only.
    pub struct FullAccount: profile + email + custom_data;
}

/// Home, for everyone: `Option` makes the sign-in optional.
async fn home(user: Option<User<Account>>) -> Html<String> {
    Html(match user {
        Some(user) => example_pages::home(
            Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref()),
            &*user,
        ),
        None => example_pages::welcome(),
    })
}

/// Signed-out visitors go to sign in and come back here.
#[authenticated(redirect)]
async fn protected(user: User<Account>) -> Html<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Html(example_pages::claims("Protected", visitor, "The claims of your ID token.", &*user))
}

/// `custom_data` comes from the userinfo endpoint: without `fetch_userinfo` this does not compile.
#[authenticated(redirect, fetch_userinfo)]
async fn userinfo(user: User<FullAccount>) -> Html<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Html(example_pages::claims("Userinfo", visitor, "What Logto knows about you at this moment.", &*user))
}

/// Signed-out callers get 401 and JSON.
#[authenticated]
async fn no_redirect(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

/// What an organization token says in every organization that the claims list.
#[authenticated(redirect, fetch_userinfo)]
async fn organizations(user: User<Member>, session: Session) -> logto::Result<Html<String>> {
    let memberships = memberships(&session, &user).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let about = "What an organization token says in each organization you are a member of.";
    Ok(Html(example_pages::claims("Organizations", visitor, about, &memberships)))
}

/// One organization. Logto issues no token to users who are not members of it: they get 403.
#[authenticated(redirect, fetch_userinfo)]
async fn organization(
    user: User<Member>,
    session: Session,
    Path(id): Path<OrganizationId>,
) -> logto::Result<Html<String>> {
    let membership = membership(&session, &id, &user).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let title = membership.name.as_deref().unwrap_or("Organization");
    Ok(Html(example_pages::claims(title, visitor, "What an organization token says here.", &membership)))
}

/// Calls an API in the user's name.
#[authenticated(redirect)]
async fn orders(
    user: User<Account>,
    session: Session,
    State(shop): State<Shop>,
) -> logto::Result<Html<String>> {
    let orders = shop.orders(&session).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Ok(Html(example_pages::claims("Orders", visitor, "What the shopping API answers in your name.", &orders)))
}

async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css")], example_pages::STYLE)
}

fn app(logto: Client, shop: Shop) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/protected", get(protected))
        .route("/protected/userinfo", get(userinfo))
        .route("/protected/organizations", get(organizations))
        .route("/protected/organizations/{id}", get(organization))
        .route("/protected/orders", get(orders).with_state(shop))
        .route("/protected/no-redirect", get(no_redirect))
        .route("/style.css", get(style))
        .merge(logto::axum::routes(&logto)) // /sign-in /sign-up /callback /sign-out
        .layer(logto::axum::layer(logto).on_failure(refusal))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    example_tenant::start_logging();
    let listener = example_tenant::listen()?;
    let base_url = format!("http://localhost:{}", listener.local_addr()?.port());
    // It runs until it is dropped.
    let emulator = example_tenant::emulator().await?;
    let config = example_tenant::config(emulator.as_ref(), &base_url)
        .claims::<Account>()
        .claims::<FullAccount>()
        .claims::<Member>()
        .resource::<OrganizationPermission>()
        .build()?;

    println!("Open {base_url}");
    let logto = example_tenant::client(config).await?;
    let app = app(logto, Shop::open().await?);
    axum::serve(TcpListener::from_std(listener)?, app).await?;
    Ok(())
}
