//! A web app whose users sign in with Logto. Run it with `cargo run -p rocket-web-app`.
//!
//! With no `LOGTO_ENDPOINT` it starts an emulator of Logto in the same process. `PORT` chooses the port (3000), and
//! `SESSION_STORE` a Redis or PostgreSQL for the sessions.
//! How such an app comes about, step by step: <https://docs.rs/logto/latest/logto/rocket/quick_start/>.
//!
//! At a tenant of yours, `/protected/orders` needs the API resource of `ShoppingApi` and its permissions. A tenant that
//! does not know a resource refuses sign-ins that request it, so this one is only requested where `LOGTO_RESOURCES`
//! and `LOGTO_SCOPES` say so: `examples/README.md` has the commands. Apps that have their API call
//! `.resource::<ShoppingApi>()` in any case.
#![expect(clippy::print_stdout, reason = "the terminal is this program's user interface")]

use std::error::Error;

use example_pages::Visitor;
use example_tenant::{Member, OrganizationPermission, Shop, membership, memberships, refusal};
use logto::{Client, OrganizationId, Session, User, authenticated, claims};
use rocket::fairing::AdHoc;
use rocket::response::content::{RawCss, RawHtml};
use rocket::serde::json::Json;
use rocket::{Build, Rocket, State, get, routes};

claims! {
    /// The signed-in user, as the ID token describes them.
    pub struct Account: profile + email;
}

claims! {
    /// The same, and what Logto delivers from the userinfo endpoint only.
    pub struct FullAccount: profile + email + custom_data;
}

/// Home, for everyone: `Option` makes the sign-in optional.
#[get("/")]
fn home(user: Option<User<Account>>) -> RawHtml<String> {
    RawHtml(match user {
        Some(user) => example_pages::home(
            Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref()),
            &*user,
        ),
        None => example_pages::welcome(),
    })
}

/// Signed-out visitors go to sign in and come back here.
#[authenticated(redirect)]
#[get("/protected")]
async fn protected(user: User<Account>) -> RawHtml<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    RawHtml(example_pages::claims("Protected", visitor, "The claims of your ID token.", &*user))
}

/// `custom_data` comes from the userinfo endpoint: without `fetch_userinfo` this does not compile.
#[authenticated(redirect, fetch_userinfo)]
#[get("/protected/userinfo")]
async fn userinfo(user: User<FullAccount>) -> RawHtml<String> {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    RawHtml(example_pages::claims("Userinfo", visitor, "What Logto knows about you at this moment.", &*user))
}

/// Signed-out callers get 401 and JSON.
#[authenticated]
#[get("/protected/no-redirect")]
async fn no_redirect(user: User<Account>) -> Json<Account> {
    Json(user.into_claims())
}

/// What an organization token says in every organization that the claims list.
#[authenticated(redirect, fetch_userinfo)]
#[get("/protected/organizations")]
async fn all_organizations(user: User<Member>, session: Session) -> logto::Result<RawHtml<String>> {
    let memberships = memberships(&session, &user).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let about = "What an organization token says in each organization you are a member of.";
    Ok(RawHtml(example_pages::claims("Organizations", visitor, about, &memberships)))
}

/// One organization. Logto issues no token to users who are not members of it: they get 403.
#[authenticated(redirect, fetch_userinfo)]
#[get("/protected/organizations/<id>")]
async fn one_organization(user: User<Member>, session: Session, id: &str) -> logto::Result<RawHtml<String>> {
    let membership = membership(&session, &OrganizationId::new(id), &user).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let title = membership.name.as_deref().unwrap_or("Organization");
    Ok(RawHtml(example_pages::claims(title, visitor, "What an organization token says here.", &membership)))
}

/// Calls an API in the user's name.
#[authenticated(redirect)]
#[get("/protected/orders")]
async fn orders(user: User<Account>, session: Session, shop: &State<Shop>) -> logto::Result<RawHtml<String>> {
    let orders = shop.orders(&session).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let about = "What the shopping API answers in your name.";
    Ok(RawHtml(example_pages::claims("Orders", visitor, about, &orders)))
}

#[get("/style.css")]
fn style() -> RawCss<&'static str> {
    RawCss(example_pages::STYLE)
}

fn app(rocket: Rocket<Build>, logto: Client, shop: Shop) -> Rocket<Build> {
    let pages =
        routes![home, protected, userinfo, no_redirect, all_organizations, one_organization, orders, style];
    rocket
        .mount("/", pages)
        .mount("/", logto::rocket::routes(&logto)) // /sign-in /sign-up /callback /sign-out
        .attach(logto::rocket::layer(logto).on_failure(refusal))
        .manage(shop)
}

#[rocket::main]
async fn main() -> Result<(), Box<dyn Error>> {
    example_tenant::start_logging();
    // Rocket opens the port by itself, and later: the base URL has to be known by then.
    let port = example_tenant::listen()?.local_addr()?.port();
    let base_url = format!("http://localhost:{port}");
    // It runs until it is dropped.
    let emulator = example_tenant::emulator().await?;
    let config = example_tenant::config(emulator.as_ref(), &base_url)
        .claims::<Account>()
        .claims::<FullAccount>()
        .claims::<Member>()
        .resource::<OrganizationPermission>()
        .build()?;

    // Rocket's log would go to the terminal, between the lines that are for people.
    let settings = rocket::Config::figment().merge(("port", port)).merge(("log_level", "off"));
    let ready = AdHoc::on_liftoff("Address", |_| Box::pin(async move { println!("Open {base_url}") }));
    let logto = example_tenant::client(config).await?;
    app(rocket::custom(settings), logto, Shop::open().await?).attach(ready).launch().await?;
    Ok(())
}
