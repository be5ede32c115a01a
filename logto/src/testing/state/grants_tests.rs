//! Rotation and reuse, as a real server was seen to handle them.

use super::*;

const START: u64 = 1_795_461_810;

fn at(seconds: u64) -> Instant {
    Instant::from_seconds(START + seconds)
}

fn grants() -> Grants {
    Grants::default()
}

fn code(grants: &mut Grants) -> (String, u64) {
    let grant = Grant {
        app: "app".into(),
        user: "user".into(),
        scopes: vec!["openid".into(), "offline_access".into()],
        resources: Vec::new(),
        nonce: None,
        auth_time: None,
        sid: None,
    };
    let code = grants.issue_code(grant, "http://localhost/callback".into(), None, at(0));
    let grant = grants.code(&code, at(0)).unwrap().grant;
    (code, grant)
}

fn refresh_token(grants: &mut Grants, app: &App) -> (String, u64) {
    let (_, grant) = code(grants);
    (grants.issue_refresh_token(grant, app, at(0)), grant)
}

#[test]
fn a_code_works_once_and_its_reuse_revokes_the_grant() {
    let mut grants = grants();
    let (code, grant) = code(&mut grants);
    let token = grants.issue_access_token(grant, String::new(), at(0), Duration::from_secs(3600));
    assert_eq!(grants.consume_code(&code), Ok(()));
    assert!(grants.access_token(&token, at(1)).is_some());
    assert_eq!(grants.consume_code(&code), Err(NotGranted));
    assert!(grants.access_token(&token, at(1)).is_none());
}

#[test]
fn a_code_lives_for_a_minute() {
    let mut grants = grants();
    let (code, _) = code(&mut grants);
    assert!(grants.code(&code, at(59)).is_ok());
    assert_eq!(grants.code(&code, at(60)).unwrap_err(), NotGranted);
}

#[test]
fn a_public_app_gets_a_new_refresh_token_every_time() {
    for app in [App::single_page("app"), App::native("app")] {
        let mut grants = grants();
        let (first, _) = refresh_token(&mut grants, &app);
        let second = grants.use_refresh_token(&first, &app, at(1)).unwrap();
        assert_ne!(first, second);
        assert_ne!(grants.use_refresh_token(&second, &app, at(2)).unwrap(), second);
    }
}

#[test]
fn a_rotated_token_works_for_three_seconds_and_then_takes_the_grant_with_it() {
    let app = App::single_page("app");
    let mut grants = grants();
    let (first, grant) = refresh_token(&mut grants, &app);
    let access_token = grants.issue_access_token(grant, String::new(), at(0), Duration::from_secs(3600));
    let second = grants.use_refresh_token(&first, &app, at(10)).unwrap();
    let third = grants.use_refresh_token(&first, &app, at(13)).unwrap();
    assert_ne!(second, third);

    assert_eq!(grants.use_refresh_token(&first, &app, at(14)), Err(NotGranted));
    assert!(grants.refresh_token(&second, at(14)).is_none());
    assert!(grants.refresh_token(&third, at(14)).is_none());
    assert!(grants.access_token(&access_token, at(14)).is_none());
}

#[test]
fn reuse_within_the_tolerance_does_not_extend_it() {
    let app = App::native("app");
    let mut grants = grants();
    let (first, _) = refresh_token(&mut grants, &app);
    assert!(grants.use_refresh_token(&first, &app, at(0)).is_ok());
    assert!(grants.use_refresh_token(&first, &app, at(3)).is_ok());
    assert_eq!(grants.use_refresh_token(&first, &app, at(6)), Err(NotGranted));
}

#[test]
fn an_app_with_a_secret_rotates_late() {
    let app = App::traditional("app").refresh_token_ttl(Duration::from_secs(100));
    let mut grants = grants();
    let (first, _) = refresh_token(&mut grants, &app);
    assert_eq!(grants.use_refresh_token(&first, &app, at(69)).unwrap(), first);
    assert_ne!(grants.use_refresh_token(&first, &app, at(70)).unwrap(), first);
}

#[test]
fn rotation_can_be_turned_off() {
    let app = App::native("app").rotate_refresh_token(false);
    let mut grants = grants();
    let (first, _) = refresh_token(&mut grants, &app);
    assert_eq!(grants.use_refresh_token(&first, &app, at(1)).unwrap(), first);
}

#[test]
fn a_single_page_app_keeps_the_time_that_was_left() {
    let mut grants = grants();
    for (app, alive) in [(App::single_page("app"), false), (App::native("app"), true)] {
        let app = app.refresh_token_ttl(Duration::from_secs(100));
        let (first, _) = refresh_token(&mut grants, &app);
        let second = grants.use_refresh_token(&first, &app, at(50)).unwrap();
        assert_eq!(grants.refresh_token(&second, at(100)).is_some(), alive, "{app:?}");
    }
}

#[test]
fn a_chain_stops_rotating_after_a_year() {
    let app = App::native("app").refresh_token_ttl(ROTATION_LIMIT * 2);
    let mut grants = grants();
    let (first, _) = refresh_token(&mut grants, &app);
    let later = at(ROTATION_LIMIT.as_secs());
    assert_eq!(grants.use_refresh_token(&first, &app, later).unwrap(), first);
}
