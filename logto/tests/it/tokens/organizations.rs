//! Organization tokens, and tokens for APIs within organizations.

use serde_json::json;

use super::app::{start, start_with, traditional};

#[tokio::test]
async fn an_organization_token_holds_the_template_permissions() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let token = visitor.get("/organization/acme").await.json();
    assert_eq!(token["audience"], "urn:logto:organization:acme");
    assert_eq!(token["organization"], "acme");
    assert_eq!(token["scopes"], json!(["invite:member"]));
    let request = &app.emulator.requests_to("/oidc/token")[0];
    assert_eq!((request.param("organization_id"), request.param("resource")), (Some("acme"), None));
}

#[tokio::test]
async fn an_api_within_an_organization_is_another_token_than_the_api_alone() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let within = visitor.get("/within/acme").await.json();
    assert_eq!(within["audience"], "https://shopping.example.com/api");
    assert_eq!(within["organization"], "acme");
    assert_eq!(within["scopes"], json!(["write"]));
    let alone = visitor.get("/token/shopping").await.json();
    assert_eq!(alone["scopes"], json!(["read", "write"]));
    assert_eq!(alone["organization"], json!(null));
    assert_eq!(visitor.get("/within/acme").await.json(), within);
    assert_eq!(app.refreshes().len(), 2);
}

#[tokio::test]
async fn a_user_who_is_no_member_is_denied_and_stays_signed_in() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    for path in ["/organization/globex", "/within/globex", "/organization/nowhere"] {
        let reply = visitor.get(path).await;
        assert_eq!((reply.status, &reply.json()["kind"]), (403, &"denied".into()), "{path}");
    }
    assert!(visitor.is_signed_in().await);
}

#[tokio::test]
async fn the_sign_in_requests_the_template_and_all_permissions() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    let url = visitor.get("/sign-in").await.location.unwrap();
    let url = url::Url::parse(&url).unwrap();
    let values = |name: &str| -> Vec<String> {
        url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect()
    };
    let mut resources = values("resource");
    resources.sort_unstable();
    assert_eq!(
        resources,
        [
            "https://billing.example.com/api",
            "https://shopping.example.com/api",
            "urn:logto:resource:organizations"
        ]
    );
    let scopes = values("scope").join(" ");
    for scope in [
        "openid",
        "offline_access",
        "roles",
        "urn:logto:scope:organizations",
        "read",
        "write",
        "pay",
        "invite:member",
    ] {
        assert!(scopes.split(' ').any(|asked| asked == scope), "{scope} is not in {scopes}");
    }
}

#[tokio::test]
async fn without_the_organizations_scope_the_error_says_what_to_add() {
    use logto::testing::Emulator;
    use logto::{Client, Config, OrganizationId};
    let emulator = Emulator::start().await.unwrap();
    let config = Config::builder(emulator.endpoint(), emulator.app_id())
        .app_secret(emulator.app_secret())
        .build()
        .unwrap();
    let logto = Client::new(config);
    let (url, pending) = logto.sign_in(logto::SignIn::to("http://localhost:3000/callback")).await.unwrap();
    let callback = emulator.sign_in("alice", url.as_str()).await.unwrap();
    let session = logto.finish_sign_in(pending, callback).await.unwrap();
    emulator.clear_requests();
    let error = session.organization_token_claims(&OrganizationId::from("acme")).await.unwrap_err();
    assert!(error.is_configuration());
    assert!(error.to_string().contains("UserScope::Organizations"), "{error}");
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn permissions_of_a_role_that_changed_are_in_the_next_token() {
    let app = start_with(traditional(), |config| config, |client| client).await;
    let visitor = app.visitor().await;
    assert_eq!(visitor.get("/token/shopping").await.json()["may_read"], true);
    app.emulator.update_user("alice", |user| user.roles(["payer"])).unwrap();
    assert_eq!(visitor.get("/token/forced").await.json()["may_read"], false);
}
