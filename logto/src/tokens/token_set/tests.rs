use super::*;
use crate::secret::AccessTokenSecret;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;
const MARGIN: Duration = Duration::from_secs(60);

fn set() -> TokenSet {
    TokenSet::sample("the-refresh-token")
}

fn key(resource: &str) -> AccessTokenKey {
    AccessTokenKey { resource: Some(resource.to_owned()), ..AccessTokenKey::default() }
}

fn token(secret: &str, expires_in: u64) -> AccessToken {
    let lifetime = Some(Duration::from_secs(expires_in));
    AccessToken::new(AccessTokenSecret::new(secret), None, lifetime, NOW)
}

#[test]
fn tokens_are_kept_by_what_they_are_for() {
    let mut set = set();
    set.insert(key("a"), token("old", 3600));
    set.insert(key("b"), token("other", 3600));
    set.insert(key("a"), token("new", 3600));
    let secret = |resource| set.access_token(&key(resource), NOW, MARGIN).unwrap().secret().expose();
    assert_eq!((secret("a"), secret("b")), ("new", "other"));
    assert!(set.access_token(&AccessTokenKey::default(), NOW, MARGIN).is_none());
}

#[test]
fn a_new_session_takes_over_what_it_lacks() {
    let mut former = set();
    former.insert(key("a"), token("former a", 3600));
    former.insert(key("b"), token("former b", 3600));
    let mut new = set();
    new.refresh_token = None;
    new.insert(key("a"), token("new a", 3600));
    new.keep_tokens_of(&former);
    let secret = |resource| new.access_token(&key(resource), NOW, MARGIN).unwrap().secret().expose();
    assert_eq!((secret("a"), secret("b")), ("new a", "former b"));
    assert_eq!(new.refresh_token.unwrap().expose(), "the-refresh-token");
}

fn refreshed(set: &TokenSet, refresh_token: &str, resource: &str) -> TokenSet {
    set.refreshed(None, Some(RefreshToken::new(refresh_token)), key(resource), token(resource, 3600))
}

#[test]
fn the_newer_refresh_token_wins_and_the_access_tokens_of_both_are_kept() {
    let base = set();
    let second = refreshed(&base, "second", "a");
    let third = refreshed(&second, "third", "b");
    let late = refreshed(&base, "late", "c");
    for (stored, ours, winner, resources) in [
        (&base, &second, "second", ["a"].as_slice()),
        (&second, &third, "third", &["a", "b"]),
        (&third, &late, "third", &["a", "b", "c"]),
        (&second, &late, "second", &["a", "c"]),
    ] {
        let merged = stored.merged_with(ours).unwrap();
        assert_eq!(merged.refresh_token.as_ref().unwrap().expose(), winner);
        assert_eq!(merged.access_tokens.len(), resources.len());
        assert!(resources.iter().all(|name| merged.access_token(&key(name), NOW, MARGIN).is_some()));
    }
    assert!(third.merged_with(&second).is_none());
    assert!(third.merged_with(&third).is_none());
}

#[test]
fn access_tokens_that_were_cleared_do_not_come_back() {
    let before = refreshed(&set(), "second", "a");
    let mut cleared = before.clone();
    cleared.clear_access_tokens();
    assert!(before.merged_with(&cleared).unwrap().access_tokens.is_empty());
    assert!(cleared.merged_with(&before).is_none());
}

fn refresh_token(set: &TokenSet) -> &str {
    set.refresh_token.as_ref().unwrap().expose()
}

#[test]
fn clearing_access_tokens_makes_no_refresh_token_newer() {
    let base = refreshed(&set(), "first", "a");
    let mut cleared = base.clone();
    cleared.clear_access_tokens();
    cleared.clear_access_tokens();
    let second = refreshed(&base, "second", "b");
    for merged in [second.merged_with(&cleared).unwrap(), cleared.merged_with(&second).unwrap()] {
        assert_eq!(refresh_token(&merged), "second");
        assert!(merged.access_tokens.is_empty(), "what was cleared came back");
    }
    assert!(second.has_news_for(&cleared) && cleared.has_news_for(&second) && !base.has_news_for(&second));
}

#[test]
fn what_is_fetched_after_a_clearing_is_kept() {
    let base = refreshed(&set(), "first", "a");
    let mut cleared = base.clone();
    cleared.clear_access_tokens();
    let again = refreshed(&cleared, "second", "b");
    let merged = base.merged_with(&again).unwrap();
    assert_eq!((refresh_token(&merged), merged.access_tokens.len()), ("second", 1));
    let supplied = cleared.supplied_from(&again, &key("b")).unwrap();
    assert!(supplied.access_token(&key("b"), NOW, MARGIN).is_some());
    assert!(supplied.supplied_from(&again, &key("b")).is_none());
}

#[test]
fn a_token_that_was_fetched_to_replace_another_does_though_it_ends_sooner() {
    let mut base = set();
    base.insert(key("a"), token("long", 7200));
    let forced = base.refreshed(None, None, key("a"), token("short", 3600));
    for merged in [base.merged_with(&forced).unwrap(), forced.merged_with(&base).unwrap_or(forced.clone())] {
        assert_eq!(merged.access_token(&key("a"), NOW, MARGIN).unwrap().secret().expose(), "short");
    }
}

#[test]
fn a_session_that_took_over_a_refresh_token_is_newer_than_the_one_it_took_it_from() {
    let former = refreshed(&refreshed(&set(), "first", "a"), "second", "b");
    let mut new = set();
    new.refresh_token = None;
    new.keep_tokens_of(&former);
    assert!(new.has_news_for(&former));
    assert!(former.merged_with(&new).is_some());
}

#[test]
fn stale_tokens_are_not_used() {
    let mut set = set();
    set.insert(key("a"), token("at", 60));
    assert!(set.access_token(&key("a"), NOW, MARGIN).is_none());
}

#[test]
fn the_oldest_goes_first() {
    let mut set = set();
    set.insert(key("a"), token("a", 3600));
    set.insert(key("b"), token("b", 3600));
    set.insert(key("a"), token("a", 3600));
    assert_eq!(set.drop_oldest_access_token(), Some(key("b")));
    set.clear_access_tokens();
    assert_eq!(set.drop_oldest_access_token(), None);
}

#[test]
fn a_sealed_set_reads_back() {
    let mut set = set();
    set.insert(key("a"), token("at", 3600));
    let json = serde_json::to_string(&set).unwrap();
    let again: TokenSet = serde_json::from_str(&json).unwrap();
    assert_eq!(again.id_token.as_str(), set.id_token.as_str());
    assert_eq!(again.refresh_token.as_ref().unwrap().expose(), "the-refresh-token");
    assert!(again.access_token(&key("a"), NOW, MARGIN).is_some());
}

#[test]
fn debug_shows_no_token() {
    let mut set = set();
    set.insert(key("a"), token("the-access-token", 3600));
    let debug = format!("{set:?}");
    for secret in ["the-refresh-token", "the-access-token", set.id_token.as_str()] {
        assert!(!debug.contains(secret));
    }
}
