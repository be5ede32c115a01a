//! The sessions of a user, or of a session at Logto: a sorted set of their keys, by when they expire.
//!
//! An index lies elsewhere than its sessions, and is written before them. It may name sessions that are no more, or not
//! yet, or somebody else's by now: the sessions have the last word. It lasts as long as the last of its sessions, and
//! whenever one is added, those that have expired are taken out.

use std::time::SystemTime;

use redis::cmd;

use super::entry::milliseconds;
use super::request::{Request, Script, script};

/// `GT`: of two writers that overtake each other, the later expiry stays.
static ADD: Script = script!(
    "local time = redis.call('TIME')
    redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
    redis.call('ZADD', KEYS[1], 'GT', ARGV[1], ARGV[2])
    local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
    redis.call('PEXPIREAT', KEYS[1], last[2])
    return 1"
);

/// Adds a session that expires at this time, or later if the index knows better.
pub(super) fn add(index: &str, session: &[u8; 32], expires_at: SystemTime) -> Request {
    Request::script(&ADD, index, (milliseconds(expires_at), session))
}

pub(super) fn remove(index: &str, session: &[u8; 32]) -> Request {
    Request::command(cmd("ZREM").arg(index).arg(session))
}

pub(super) fn members(index: &str) -> Request {
    Request::command(cmd("ZRANGE").arg(index).arg(0).arg(-1))
}
