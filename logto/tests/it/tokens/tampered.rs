//! Answers to a refresh that lack something, or speak of somebody else.

use logto::testing::Endpoint;

use super::app::{start, traditional};

#[tokio::test]
async fn a_response_without_refresh_token_keeps_the_one_there_is() {
    let app = start(traditional()).await;
    let visitor = app.visitor().await;
    app.emulator.tamper_responses(Endpoint::Token, |body| {
        body.remove("refresh_token");
    });
    assert_eq!(visitor.get("/token/shopping").await.status, 200);
    assert_eq!(visitor.get("/token/billing").await.status, 200);
}

#[tokio::test]
async fn a_refreshed_id_token_of_another_user_or_issuer_is_refused() {
    for (claim, value) in [("sub", "mallory"), ("iss", "https://mallory.example/oidc")] {
        let app = start(traditional()).await;
        let visitor = app.visitor().await;
        app.emulator.tamper_id_tokens(move |token| {
            token.claims.insert(claim.into(), value.into());
        });
        let reply = visitor.get("/token/shopping").await;
        assert_eq!((reply.status, &reply.json()["kind"]), (400, &"untrusted".into()), "{claim}");
    }
}
