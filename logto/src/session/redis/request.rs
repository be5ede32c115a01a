//! What is asked of Redis: a command, or a script for what has to happen all at once.
//!
//! Each has one key, so that clusters know where it belongs. Each may be sent twice and does the same as once: when a
//! connection breaks, nobody knows what has become of the request that was under way. (The second time, a deletion says
//! that there was nothing.) Times are given as how long from now: the clock of Redis decides.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, RedisResult, ScriptInvocation, ToRedisArgs, cmd};

use super::entry::{Condition, EXPIRY, Entry, Lifetime, OWNER, Owner, RECORD, milliseconds};
use crate::session::keys::LeaseHolder;

/// A script, with the digest that Redis knows it by.
pub(super) type Script = LazyLock<redis::Script>;

/// Declares a script.
macro_rules! script {
    ($code:literal) => {
        std::sync::LazyLock::new(|| redis::Script::new($code))
    };
}
pub(super) use script;

/// A session that is there already stays, and is refused unless it is this very one.
static CREATE: Script = script!(
    "local there = redis.call('GET', KEYS[1])
    if there then return there == ARGV[1] and 1 or 0 end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1"
);

static UPDATE: Script = script!(
    "local there = redis.call('GET', KEYS[1])
    if not there then return 0 end
    if there == ARGV[2] then return 1 end
    if string.sub(there, 1, #ARGV[1]) ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1"
);

/// Only if the owner is still the one in whose index the session has been filed.
static TOUCH: Script = script!(
    "if redis.call('GETRANGE', KEYS[1], ARGV[1], ARGV[1] + #ARGV[2] - 1) ~= ARGV[2] then return 0 end
    redis.call('SETRANGE', KEYS[1], ARGV[3], ARGV[4])
    redis.call('PEXPIRE', KEYS[1], ARGV[5])
    return 1"
);

/// Gives the header of what it has deleted.
static DELETE: Script = script!(
    "local header = redis.call('GETRANGE', KEYS[1], 0, ARGV[1] - 1)
    if string.sub(header, ARGV[2] + 1, ARGV[2] + #ARGV[3]) ~= ARGV[3] then return false end
    redis.call('DEL', KEYS[1])
    return header"
);

static ACQUIRE: Script = script!(
    "local holder = redis.call('GET', KEYS[1])
    if holder and holder ~= ARGV[1] then return 0 end
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1"
);

static RELEASE: Script = script!(
    "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
    return 1"
);

/// One question to Redis.
pub(super) enum Request {
    Command(Cmd),
    Script(ScriptInvocation<'static>),
}

impl Request {
    pub(super) fn ping() -> Self {
        Self::Command(cmd("PING"))
    }

    pub(super) fn get(session: &str) -> Self {
        const GET: &str = "GET";
        let mut get = Cmd::with_capacity(2, GET.len() + session.len());
        get.arg(GET).arg(session);
        Self::Command(get)
    }

    pub(super) fn header(session: &str) -> Self {
        Self::command(cmd("GETRANGE").arg(session).arg(0).arg(RECORD - 1))
    }

    pub(super) fn create(session: &str, entry: &Entry) -> Self {
        Self::script(&CREATE, session, (&entry.bytes, entry.lifetime.milliseconds()))
    }

    pub(super) fn update(session: &str, version: u64, entry: &Entry) -> Self {
        let version = version.to_be_bytes();
        Self::script(&UPDATE, session, (&version, &entry.bytes, entry.lifetime.milliseconds()))
    }

    pub(super) fn touch(session: &str, owner: &Owner, expires_at: SystemTime, lifetime: Lifetime) -> Self {
        let expires_at = milliseconds(expires_at).to_be_bytes();
        let arguments = (OWNER, &owner.to_bytes(), EXPIRY, &expires_at, lifetime.milliseconds());
        Self::script(&TOUCH, session, arguments)
    }

    pub(super) fn delete(session: &str, condition: &Condition) -> Self {
        Self::script(&DELETE, session, (RECORD, condition.offset, &condition.bytes))
    }

    pub(super) fn acquire(lease: &str, holder: &LeaseHolder, duration: Duration) -> Self {
        let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).clamp(1, LONGEST);
        Self::script(&ACQUIRE, lease, (holder.as_bytes(), milliseconds))
    }

    pub(super) fn release(lease: &str, holder: &LeaseHolder) -> Self {
        Self::script(&RELEASE, lease, holder.as_bytes())
    }

    pub(super) fn command(command: &Cmd) -> Self {
        Self::Command(command.clone())
    }

    pub(super) fn script(script: &'static Script, key: &str, arguments: impl ToRedisArgs) -> Self {
        let mut invocation = script.key(key);
        invocation.arg(arguments);
        Self::Script(invocation)
    }

    /// Sends it; a script that Redis does not know, because it was restarted, once more in full.
    pub(super) async fn send<T: FromRedisValue>(
        &self,
        connection: &mut MultiplexedConnection,
    ) -> RedisResult<T> {
        match self {
            Self::Command(command) => command.query_async(connection).await,
            // In a box: guarded requests run none, and their futures are smaller for it.
            Self::Script(invocation) => Box::pin(invocation.invoke_async(connection)).await,
        }
    }
}

/// A lease for longer than a year is nobody's intention.
const LONGEST: u64 = 366 * 24 * 3_600_000;
