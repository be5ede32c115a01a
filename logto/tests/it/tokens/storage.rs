//! Where tokens are kept: cookies with limited room, or a store.

use logto::session::MemorySessionStore;

use super::app::{AN_HOUR, rotating, start, start_with, traditional};

#[tokio::test]
async fn eight_access_tokens_stay_within_three_cookies() {
    let app = start(traditional()).await;
    let join =
        |user, number| logto::testing::User::member_of(user, format!("organization-{number}"), ["editor"]);
    app.emulator.update_user("alice", |user| (0..8).fold(user, join)).unwrap();
    app.emulator.tamper_access_tokens(|token| {
        token.claims.insert("custom".into(), "x".repeat(800).into());
    });
    let visitor = app.visitor().await;
    let mut length = 0;
    for number in 0..8 {
        let reply = visitor.get(&format!("/within/organization-{number}")).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        length += reply.token().len();
        let cookies = visitor.cookies();
        let tokens: Vec<_> = cookies.split("; ").filter(|cookie| cookie.contains("-tokens")).collect();
        assert!(tokens.len() <= 3, "{} cookies", tokens.len());
        assert!(tokens.iter().all(|cookie| cookie.len() <= 4096));
    }
    assert!(length > 3 * 4096, "eight tokens of {length} bytes would have had room");
    assert!(visitor.is_signed_in().await);

    // Another process, which knows only what the cookies hold: the newest token is there, the oldest can be had again.
    let other = app.restarted();
    let visitor = other.visitor_with(&visitor.cookies());
    app.emulator.clear_requests();
    assert_eq!(visitor.get("/within/organization-7").await.status, 200);
    assert!(app.refreshes().is_empty());
    assert_eq!(visitor.get("/within/organization-0").await.status, 200);
    assert_eq!(app.refreshes().len(), 1);
}

#[tokio::test]
async fn refreshes_survive_in_a_store_too() {
    let app =
        start_with(rotating(), |config| config, |client| client.session_store(MemorySessionStore::new()))
            .await;
    let visitor = app.visitor().await;
    for _ in 0..3 {
        app.advance(AN_HOUR);
        let cookies = visitor.cookies();
        let paths = ["/token/shopping", "/token/billing", "/roles"].into_iter().cycle().take(60);
        let replies =
            futures_util::future::join_all(paths.map(|path| visitor.get_with(path, &cookies))).await;
        assert!(replies.iter().all(|reply| reply.status == 200));
    }
    assert!(visitor.is_signed_in().await);
    assert_eq!(app.refreshes().len(), 3 * 2);
}

#[tokio::test]
async fn what_changed_reaches_the_browser_however_the_answer_looks() {
    let app = start(rotating()).await;
    for (how, status) in [("stream", 200), ("error", 418), ("redirect", 303), ("cookies", 200)] {
        let visitor = app.visitor().await;
        let reply = visitor.get(&format!("/answers/{how}")).await;
        assert_eq!(reply.status, status, "{how}");
        assert!(reply.set_cookies.iter().any(|line| line.contains("-tokens=")), "{how}");
        let others = reply.set_cookies.iter().filter(|line| !line.contains("logto-")).count();
        assert_eq!(others, if how == "cookies" { 2 } else { 0 }, "{:?}", reply.set_cookies);
        // The new refresh token arrived: a process that knows nothing else goes on with it.
        let other = app.restarted();
        app.advance(AN_HOUR);
        assert_eq!(other.visitor_with(&visitor.cookies()).get("/token/shopping").await.status, 200, "{how}");
    }
}
