//! What the store says to PostgreSQL, by whose clock sessions and leases expire.
//!
//! Times come as milliseconds from now: the clocks of the application's machines do not matter. Each statement is a
//! transaction of its own, in which `now()` is when it began; where it may have waited for a lock, it reads the clock.

/// A statement with its parameters as `$1`, `$2`, …
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) text: &'static str,
    /// Whether saying it again changes nothing, neither what there is nor the answer: then it is said again if the
    /// connection was lost before the answer came.
    pub(super) is_repeatable: bool,
}

const fn repeatable(text: &'static str) -> Statement {
    Statement { text, is_repeatable: true }
}

const fn once(text: &'static str) -> Statement {
    Statement { text, is_repeatable: false }
}

/// Two times instead of their difference or a condition: every guarded request says this, and all that PostgreSQL has to
/// work out takes longer than to compare them here.
pub(super) const LOAD: Statement =
    repeatable("SELECT version, record, expires_at, now() FROM logto_sessions WHERE key = $1");

/// A session that has expired is as good as none, but nobody who knew it may update the new one.
pub(super) const CREATE: Statement = once(
    "INSERT INTO logto_sessions AS there (key, version, expires_at, subject, provider_session, record)
     VALUES ($1, 0, now() + $2::bigint * interval '1 millisecond', $3, $4, $5)
     ON CONFLICT (key) DO UPDATE SET
         version = there.version + 1, expires_at = excluded.expires_at, subject = excluded.subject,
         provider_session = excluded.provider_session, record = excluded.record
     WHERE there.expires_at <= now()",
);

pub(super) const UPDATE: Statement = once(
    "UPDATE logto_sessions SET
         version = version + 1, expires_at = now() + $3::bigint * interval '1 millisecond', subject = $4,
         provider_session = $5, record = $6
     WHERE key = $1 AND version = $2 AND expires_at > now()",
);

pub(super) const TOUCH: Statement = repeatable(
    "UPDATE logto_sessions SET expires_at = now() + $2::bigint * interval '1 millisecond'
     WHERE key = $1 AND expires_at > now()",
);

pub(super) const DELETE: Statement = repeatable("DELETE FROM logto_sessions WHERE key = $1");

/// The second time there are none left to count.
pub(super) const DELETE_BY_SUBJECT: Statement = once(
    "WITH gone AS (DELETE FROM logto_sessions WHERE subject = $1 RETURNING expires_at)
     SELECT count(*) FROM gone WHERE expires_at > now()",
);

pub(super) const DELETE_BY_PROVIDER_SESSION: Statement = once(
    "WITH gone AS (DELETE FROM logto_sessions WHERE provider_session = $1 RETURNING expires_at)
     SELECT count(*) FROM gone WHERE expires_at > now()",
);

pub(super) const ACQUIRE_LEASE: Statement = repeatable(
    "INSERT INTO logto_leases AS held (key, holder, expires_at)
     VALUES ($1, $2, clock_timestamp() + $3::bigint * interval '1 millisecond')
     ON CONFLICT (key) DO UPDATE SET
         holder = excluded.holder, expires_at = clock_timestamp() + $3::bigint * interval '1 millisecond'
     WHERE held.holder = excluded.holder OR held.expires_at <= clock_timestamp()",
);

pub(super) const RELEASE_LEASE: Statement =
    repeatable("DELETE FROM logto_leases WHERE key = $1 AND holder = $2");

/// Reads nothing, and fails if the table is not there.
pub(super) const PING: Statement = repeatable("SELECT FROM logto_sessions WHERE false");

/// Rows that somebody else is removing or using are left to them. `ARRAY(…)` is evaluated once, whatever the plan.
pub(super) const REMOVE_EXPIRED_SESSIONS: Statement = once(
    "DELETE FROM logto_sessions WHERE key = ANY (ARRAY(
         SELECT key FROM logto_sessions WHERE expiry_hour < date_trunc('hour', now() AT TIME ZONE 'UTC')
         ORDER BY expiry_hour LIMIT $1 FOR UPDATE SKIP LOCKED))",
);

pub(super) const REMOVE_EXPIRED_LEASES: Statement = once(
    "DELETE FROM logto_leases WHERE key = ANY (ARRAY(
         SELECT key FROM logto_leases WHERE expires_at <= now() LIMIT $1 FOR UPDATE SKIP LOCKED))",
);
