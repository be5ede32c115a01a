//! Guards that ask for roles.

use axum::Router;
use axum::routing::get;
use logto::testing::{Emulator, Organization, Role, User as TestUser};
use logto::{Client, OrganizationRole, User, UserClaims, authenticated, claims};

use crate::app::{self, App};
use crate::browser::{Browser, Page};
use crate::logs::Logs;

claims! {
    struct Member: roles + organization_roles;
}

#[derive(serde::Deserialize, logto::Claims)]
struct Derived {
    #[claim("organization_roles")]
    memberships: Option<Vec<OrganizationRole>>,
}

#[authenticated(role = "admin")]
async fn admins(_user: User<Member>) -> &'static str {
    "let in"
}

#[authenticated(role = any("admin", "support"))]
async fn staff(_user: User<Member>) -> &'static str {
    "let in"
}

#[authenticated(redirect, fetch_userinfo, role = "support")]
async fn support_now(_user: User<Member>) -> &'static str {
    "let in"
}

#[authenticated(role = "support")]
async fn any_claims(_user: User<UserClaims>) -> &'static str {
    "let in"
}

#[authenticated(organization_role = "editor", organization = path("org_id"))]
async fn editors(_user: User<Member>) -> &'static str {
    "let in"
}

#[authenticated(organization_role = any("owner", "editor"), organization = header("X-Organization-Id"))]
async fn by_header(user: User<Derived>) -> String {
    user.memberships.iter().flatten().map(ToString::to_string).collect()
}

#[authenticated(role = "support", organization_role = "owner", organization = path("org_id"))]
async fn both(_user: User<Member>) -> &'static str {
    "let in"
}

#[authenticated(organization_role = "editor", organization = path("id"))]
async fn wrong_parameter(_user: User<Member>) -> &'static str {
    "let in"
}

fn assemble(logto: &Client) -> Router {
    let inner = Router::new().route("/page", get(editors));
    Router::new()
        .route("/admins", get(admins))
        .route("/staff", get(staff))
        .route("/support-now", get(support_now))
        .route("/any-claims", get(any_claims))
        .route("/organizations/{org_id}", get(editors))
        .route("/organizations/{org_id}/both", get(both))
        .route("/organizations/{org_id}/wrong", get(wrong_parameter))
        .nest("/nested/{org_id}", inner)
        .route("/by-header", get(by_header))
        .merge(app::routes())
        .merge(logto::axum::routes(logto))
        .layer(logto::axum::layer(logto.clone()))
}

/// `alice` is `support`, and `editor` in the organization `acme`; `bob` has no roles.
async fn start() -> App {
    let alice = app::alice().role("support").member_of("acme", ["editor"]).member_of("globex", ["viewer"]);
    let emulator = Emulator::builder()
        .app(logto::testing::App::traditional("web").secret("secret").local_redirect_uris())
        .role(Role::new("support"))
        .role(Role::new("admin"))
        .organization_role(Role::new("editor"))
        .organization_role(Role::new("viewer"))
        .organization(Organization::new("acme", "Acme"))
        .organization(Organization::new("globex", "Globex"))
        .user(alice)
        .user(TestUser::new("bob"));
    let emulator = emulator.start().await.unwrap();
    App::serve(emulator, logto::ConfigBuilder::claims::<Member>, |client| client, assemble).await
}

fn assert_let_in(page: &Page) {
    assert_eq!((page.status.as_u16(), &*page.body), (200, "let in"), "{page:?}");
}

fn assert_denied(page: &Page) {
    assert_eq!((page.status.as_u16(), &*page.body), (403, r#"{"error":"Access denied"}"#), "{page:?}");
}

#[tokio::test]
async fn a_user_who_has_the_role_or_one_of_several_is_let_in() {
    let app = start().await;
    let alice = app.signed_in().await;
    for path in ["/staff", "/support-now", "/any-claims"] {
        assert_let_in(&alice.fetch(&app.url(path)).await);
    }
}

#[tokio::test]
async fn a_user_who_lacks_the_role_is_refused_and_the_log_names_it() {
    let (logs, app) = (Logs::capture(), start().await);
    let alice = app.signed_in().await;
    assert_denied(&alice.fetch(&app.url("/admins")).await);
    logs.assert_has("the user lacks the role `admin`");
    let bob = Browser::new();
    app.sign_in_at(&bob, "/page", "bob").await;
    assert_denied(&bob.fetch(&app.url("/staff")).await);
    logs.assert_has("the user lacks each of the roles `admin`, `support`");
    app.assert_signed_in(&bob, true).await;
}

#[tokio::test]
async fn a_user_who_lacks_the_role_is_not_sent_to_sign_in_again() {
    let app = start().await;
    let bob = Browser::new();
    app.sign_in_at(&bob, "/page", "bob").await;
    bob.load(&app.url("/support-now")).await.assert_refused(403);
}

#[tokio::test]
async fn who_is_signed_out_is_not_told_about_roles() {
    let (app, nobody) = (start().await, Browser::new());
    assert_eq!(nobody.fetch(&app.url("/admins")).await.status, 401);
    assert_eq!(nobody.fetch(&app.url("/organizations/acme/wrong")).await.status, 401);
    assert_eq!(nobody.load(&app.url("/support-now")).await.status, 303);
}

#[tokio::test]
async fn a_role_in_an_organization_counts_there_and_nowhere_else() {
    let app = start().await;
    let alice = app.signed_in().await;
    for path in ["/organizations/acme", "/organizations/%61cme", "/nested/acme/page"] {
        assert_let_in(&alice.fetch(&app.url(path)).await);
    }
    for path in [
        "/organizations/globex",
        "/organizations/ACME",
        "/organizations/acme%20",
        "/organizations/%FF",
        "/organizations/acme:editor",
        "/nested/globex/page",
    ] {
        assert_denied(&alice.fetch(&app.url(path)).await);
    }
}

#[tokio::test]
async fn a_role_and_an_organization_role_are_both_needed() {
    let (logs, app) = (Logs::capture(), start().await);
    assert_denied(&app.signed_in().await.fetch(&app.url("/organizations/acme/both")).await);
    logs.assert_has("the user lacks the role `owner` in the organization");
}

#[tokio::test]
async fn a_header_may_name_the_organization() {
    let app = start().await;
    let (alice, url) = (app.signed_in().await, app.url("/by-header"));
    let answer = alice.get_with(&url, &[("x-organization-id", "acme")]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("acme:editor"), "{answer:?}");
    assert_denied(&alice.get_with(&url, &[("x-organization-id", "globex")]).await);
}

#[tokio::test]
async fn without_the_header_or_with_two_of_them_nobody_is_let_in() {
    let app = start().await;
    let (alice, url) = (app.signed_in().await, app.url("/by-header"));
    for headers in [
        &[] as &[_],
        &[("x-organization-id", "")],
        &[("x-organization-id", "acme"), ("x-organization-id", "acme")],
    ] {
        assert_denied(&alice.get_with(&url, headers).await);
    }
}

#[tokio::test]
async fn a_path_parameter_that_the_route_does_not_have_is_500_and_the_log_names_it() {
    let (logs, app) = (Logs::capture(), start().await);
    let answer = app.signed_in().await.fetch(&app.url("/organizations/acme/wrong")).await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (500, r#"{"error":"Server misconfigured"}"#));
    logs.assert_has("the route has no path parameter `id`");
}
