use super::*;
use crate::Config;

fn unopened() -> Session {
    let config = Config::builder("https://tenant.logto.app", "app").build().unwrap();
    Session::of_request(Client::builder(config).build(), RequestCookies::default())
}

fn signed_in() -> SessionState {
    let tokens = TokenSet::sample("a refresh token");
    let identity = Arc::new(Identity::new(&tokens.id_token, "", SystemTime::UNIX_EPOCH));
    let tokens = Tokens::Open(Arc::new(tokens));
    SessionState { signed_in: Some(SignedIn { identity, tokens }), ..SessionState::default() }
}

#[test]
fn of_two_that_open_a_session_at_the_same_time_the_later_one_does_not_bring_back_what_has_ended() {
    let session = unopened();
    assert!(session.become_open(signed_in()).is_some());
    session.clear_tokens();
    assert!(session.become_open(signed_in()).is_none());
    assert_eq!(session.lock().changed, Changed::Ended);
}

#[test]
fn a_sign_in_in_a_session_that_nobody_has_opened_stays() {
    let session = unopened();
    let begun = unopened();
    begun.become_open(signed_in());
    session.replace_with(&begun);
    assert!(session.become_open(SessionState::default()).is_some());
    assert_eq!(session.lock().changed, Changed::Replaced);
}

#[tokio::test]
async fn lines_for_the_answer_that_came_before_the_session_was_opened_are_on_it() {
    let session = unopened();
    assert!(!session.has_news());
    session.set_cookies([HeaderValue::from_static("a=1")]);
    assert!(!session.is_open());
    session.become_open(SessionState::default());
    assert!(session.is_open() && session.has_news());
    assert_eq!(session.client().save_session(&session).await.unwrap(), ["a=1"]);
    assert!(!session.has_news());
}
