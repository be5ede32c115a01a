use super::*;
use crate::session::conformance::material::{Draft, Material};
use crate::session::keys::SessionKey;

fn record(sid: Option<&str>) -> (SessionKey, Arc<SessionRecord>) {
    let material = Material::new().unwrap();
    let key = material.key("it");
    (key, material.record(key, &Draft { sid, ..Draft::new() }).unwrap())
}

#[test]
fn a_session_reads_back_from_its_entry() {
    for sid in [None, Some("session")] {
        let (_, record) = record(sid);
        let entry = Entry::new(7, &record, SystemTime::now()).unwrap();
        let stored = Entry::stored_session(entry.bytes.clone()).unwrap();
        assert_eq!(stored.version, 7);
        assert_eq!(entry::milliseconds(stored.expires_at), entry::milliseconds(record.expires_at()));
        assert_eq!(stored.record.subject(), record.subject());
        assert_eq!(Owner::of_header(&entry.bytes), Some(entry.owner));
    }
}

#[test]
fn a_lifetime_is_what_is_left_whatever_the_clock_says_that_it_is() {
    let second = Duration::from_secs(1);
    for now in [UNIX_EPOCH, SystemTime::now(), UNIX_EPOCH + Duration::from_secs(1 << 35)] {
        assert_eq!(Lifetime::until(now + 90 * second, now).milliseconds(), 90_000);
        assert_eq!(Lifetime::until(now, now).milliseconds(), 1);
        assert_eq!(Lifetime::until(now, now + second).milliseconds(), 1);
    }
    let century = 100 * 365 * 24 * 3_600_000;
    assert_eq!(
        Lifetime::until(UNIX_EPOCH + Duration::from_secs(1 << 40), UNIX_EPOCH).milliseconds(),
        century
    );
}

#[test]
fn conditions_and_owners_lie_where_the_scripts_look_for_them() {
    let (_, record) = record(Some("session"));
    let entry = Entry::new(7, &record, SystemTime::now()).unwrap();
    let provider_session = entry::Condition::provider_session(record.provider_session().unwrap());
    for condition in [entry::Condition::none(), entry::Condition::subject(record.subject()), provider_session]
    {
        assert_eq!(entry.bytes[condition.offset..][..condition.bytes.len()], condition.bytes);
    }
    assert!(entry.bytes[entry::OWNER..].starts_with(&entry.owner.to_bytes()));
    assert!(entry.bytes[entry::RECORD..].len() > 100);
}

#[test]
fn bytes_that_are_no_entry_are_an_error_and_have_no_owner() {
    let (_, record) = record(None);
    let bytes = Entry::new(7, &record, SystemTime::now()).unwrap().bytes;
    for length in 0..=entry::RECORD {
        assert!(Entry::stored_session(bytes[..length].to_vec()).is_err(), "{length}");
        assert_eq!(Owner::of_header(&bytes[..length]).is_some(), length == entry::RECORD, "{length}");
    }
}

#[test]
fn urls_of_something_else_are_refused_without_being_repeated() {
    for url in [
        "",
        "redis",
        "http://:hunter2@localhost/",
        "redis://:hunter2@localhost:port/",
        "redis://:hunter2@localhost/database",
        "redis://:hunter2@0.0.0.0/",
        "rediss://:hunter2@localhost/#insecure",
        "rediss://:hunter2@localhost/#else",
        "redis://:hunter2@localhost/?protocol=hunter2",
    ] {
        let error = crate::Error::from(RedisSessionStore::new(url).unwrap_err());
        assert!(error.is_configuration());
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn a_store_that_is_printed_keeps_its_url_to_itself() {
    for url in
        ["redis://user:hunter2@localhost:1/3", "valkeys://:hunter2@localhost", "unix:///tmp/x?pass=hunter2"]
    {
        let store = RedisSessionStore::new(url).unwrap().key_prefix("shop:");
        let printed = format!("{store:?} {store:#?}");
        assert!(printed.contains("shop:") && !printed.contains("hunter2"), "{printed}");
    }
}

#[test]
fn without_a_tokio_runtime_it_is_an_error() {
    let store = RedisSessionStore::new("redis://localhost:1").unwrap();
    let error = futures_util::FutureExt::now_or_never(store.ping()).unwrap().unwrap_err();
    assert!(error.to_string().contains("tokio runtime"), "{error}");
}
