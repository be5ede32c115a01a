//! Cookies, sealed and as browsers send them.

use std::time::Duration;

use http::HeaderValue;

use super::{now, parts};
use crate::secret::State;
use crate::session::cookie::{CookiePolicy, RequestCookies};
use crate::session::identity::Identity;
use crate::session::pending::PendingCookies;
use crate::session::seal::{Purpose, Sealer};

const HOUR: Duration = Duration::from_secs(3600);
const KEY: &[u8] = b"a cookie key of thirty-two bytes";

/// What was sealed opens as it was, under its name, until it expires. Text of anybody else's does not open, and neither
/// does a seal with one character changed. In chunks it comes back whole.
pub fn sealed_cookie(data: &[u8]) {
    let sealer = Sealer::new(Purpose::Cookies, [KEY]);
    assert!(sealer.open("name", now(), &String::from_utf8_lossy(data)).is_none());

    let [name, payload] = parts(data);
    let cookie = sealer.seal(&name, now() + HOUR, payload.as_bytes()).unwrap();
    assert_eq!(sealer.open(&name, now(), &cookie).unwrap(), payload.as_bytes());
    assert!(sealer.open(&name, now() + HOUR, &cookie).is_none());
    assert!(sealer.open(&format!("{name}x"), now(), &cookie).is_none());
    assert!(Sealer::new(Purpose::StoredSession, [KEY]).open(&name, now(), &cookie).is_none());

    let mut changed = cookie.clone().into_bytes();
    let position = data.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()));
    let position = position % changed.len();
    changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
    assert!(sealer.open(&name, now(), &String::from_utf8(changed).unwrap()).is_none());
    assert!(sealer.open(&name, now(), &cookie[..position]).is_none());

    chunks_come_back(&cookie);
    let _ = Identity::decode(payload.into_bytes());
}

fn chunks_come_back(value: &str) {
    let policy = CookiePolicy::new("app", None);
    let name = policy.name("tokens");
    let Ok(lines) = policy.set_chunked(&name, value, HOUR, &RequestCookies::default()) else {
        assert!(value.len() > 11_000);
        return;
    };
    let pairs = lines.iter().map(|line| line.to_str().unwrap().split(';').next().unwrap());
    let sent = request(&pairs.collect::<Vec<_>>().join("; "));
    assert_eq!(sent.get_chunked(&name).unwrap(), value);
}

fn request(header: &str) -> RequestCookies {
    RequestCookies::from_iter([HeaderValue::from_str(header).unwrap()])
}

/// Any `Cookie` headers: what is read of them is theirs, answers to them are valid headers, and a cookie of ours that
/// comes last is found.
pub fn cookie_header(data: &[u8]) {
    let policy = CookiePolicy::new("app", None);
    let sealer = Sealer::new(Purpose::Cookies, [KEY]);
    let lines = data.split(|byte| *byte == b'\n').filter_map(|line| HeaderValue::from_bytes(line).ok());
    let mut sent: RequestCookies = lines.collect();
    let text = String::from_utf8_lossy(data).into_owned();
    for name in ["n", "n.1", "", &policy.name("claims")] {
        if let Some(value) = sent.get(name) {
            assert!(text.contains(value) && !value.contains([';', '\n', '\r']));
        }
        let whole = sent.get_chunked(name);
        assert!(whole.is_none_or(|whole| whole.len() <= data.len()));
        for line in policy.remove_chunked(name, &sent) {
            assert!(line.to_str().is_ok());
        }
    }
    let pending = PendingCookies { policy: &policy, sealer: &sealer, sent: &sent, now: now() };
    assert!(pending.find(&State::new("s")).is_none());

    sent.add(HeaderValue::from_static("never-used-before=mine"));
    assert!(text.contains("never-used-before") || sent.get("never-used-before") == Some("mine"));
}
