//! A web app whose users sign in with Logto. Run it with `cargo run -p actix-web-app`.
//!
//! With no `LOGTO_ENDPOINT` it starts an emulator of Logto in the same process. `PORT` chooses the port (3000), and
//! `SESSION_STORE` a Redis or PostgreSQL for the sessions.
//! How such an app comes about, step by step: <https://docs.rs/logto/latest/logto/actix/quick_start/>.
//!
//! At a tenant of yours, `/protected/orders` needs the API resource of `ShoppingApi` and its permissions. A tenant that
//! does not know a resource refuses sign-ins that request it, so this one is only requested where `LOGTO_RESOURCES`
//! and `LOGTO_SCOPES` say so: `examples/README.md` has the commands. Apps that have their API call
//! `.resource::<ShoppingApi>()` in any case.
#![expect(clippy::print_stdout, reason = "the terminal is this program's user interface")]

use std::error::Error;

use actix_web::web::{Data, Html, Json, Path};
use actix_web::{App, HttpServer, Responder, get};
use example_pages::Visitor;
use example_tenant::{Member, OrganizationPermission, Shop, membership, memberships, refusal};
use logto::{OrganizationId, Session, User, authenticated, claims};

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
async fn home(user: Option<User<Account>>) -> Html {
    Html::new(match user {
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
async fn protected(user: User<Account>) -> Html {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Html::new(example_pages::claims("Protected", visitor, "The claims of your ID token.", &*user))
}

/// `custom_data` comes from the userinfo endpoint: without `fetch_userinfo` this does not compile.
#[authenticated(redirect, fetch_userinfo)]
#[get("/protected/userinfo")]
async fn userinfo(user: User<FullAccount>) -> Html {
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Html::new(example_pages::claims(
        "Userinfo",
        visitor,
        "What Logto knows about you at this moment.",
        &*user,
    ))
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
async fn all_organizations(user: User<Member>, session: Session) -> logto::Result<Html> {
    let memberships = memberships(&session, &user).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let about = "What an organization token says in each organization you are a member of.";
    Ok(Html::new(example_pages::claims("Organizations", visitor, about, &memberships)))
}

/// One organization. Logto issues no token to users who are not members of it: they get 403.
#[authenticated(redirect, fetch_userinfo)]
#[get("/protected/organizations/{id}")]
async fn one_organization(
    user: User<Member>,
    session: Session,
    id: Path<OrganizationId>,
) -> logto::Result<Html> {
    let membership = membership(&session, &id, &user).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    let title = membership.name.as_deref().unwrap_or("Organization");
    Ok(Html::new(example_pages::claims(title, visitor, "What an organization token says here.", &membership)))
}

/// Calls an API in the user's name.
#[authenticated(redirect)]
#[get("/protected/orders")]
async fn orders(user: User<Account>, session: Session, shop: Data<Shop>) -> logto::Result<Html> {
    let orders = shop.orders(&session).await?;
    let visitor = Visitor::new(&user.sub, user.name.as_deref(), user.picture.as_deref());
    Ok(Html::new(example_pages::claims(
        "Orders",
        visitor,
        "What the shopping API answers in your name.",
        &orders,
    )))
}

#[get("/style.css")]
async fn style() -> impl Responder {
    example_pages::STYLE.customize().insert_header(("content-type", "text/css"))
}

#[actix_web::main]
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
    let shop = Data::new(Shop::open().await?);
    let app = move || {
        App::new()
            .app_data(shop.clone())
            .service((
                home,
                protected,
                userinfo,
                no_redirect,
                all_organizations,
                one_organization,
                orders,
                style,
            ))
            .service(logto::actix::routes(&logto)) // /sign-in /sign-up /callback /sign-out
            .wrap(logto::actix::layer(logto.clone()).on_failure(refusal))
    };
    HttpServer::new(app).listen(listener)?.run().await?;
    Ok(())
}
