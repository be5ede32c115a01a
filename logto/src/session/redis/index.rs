//! The sessions of a user, or of a session at Logto: a sorted set of their keys, by when they expire.
//!
//! An index lies elsewhere than its sessions, and is written before them. It may name sessions that are no more, or not
//! yet, or somebody else's by now: the sessions have the last word. It lasts as long as the last of its sessions, and
//! whenever one is added, those that have expired are taken out.

use redis::cmd;

use super::entry::Lifetime;
use super::request::{Request, Script, script};

/// `GT`: of two writers that overtake each other, the later expiry stays.
static ADD: Script = script!(
    "local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
    redis.call('ZADD', KEYS[1], 'GT', string.format('%.0f', now + ARGV[1]), ARGV[2])
    local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
    redis.call('PEXPIREAT', KEYS[1], last[2])
    return 1"
);

/// The session's own lifetime begins when that is written, which is later: for as long as a request may take, and one more
/// that repeats it.
const LATER: u64 = 5000;

/// Adds a session that lasts so long, or longer if the index knows better.
pub(super) fn add(index: &str, session: &[u8; 32], lifetime: Lifetime) -> Request {
    Request::script(&ADD, index, (lifetime.milliseconds() + LATER, session))
}

pub(super) fn remove(index: &str, session: &[u8; 32]) -> Request {
    Request::command(cmd("ZREM").arg(index).arg(session))
}

pub(super) fn members(index: &str) -> Request {
    Request::command(cmd("ZRANGE").arg(index).arg(0).arg(-1))
}
