-- Sessions and leases of logto. Running this twice changes nothing.

CREATE TABLE IF NOT EXISTS logto_migrations (
    version integer PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS logto_sessions (
    -- A digest of the session id that the browser holds.
    key bytea PRIMARY KEY,
    -- Counts the updates: who writes names the version that was read.
    version bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    -- What expired sessions are found by. An update that leaves all indexed columns as they are writes no index (HOT);
    -- the expiry moves with every use of a session, its hour once an hour.
    expiry_hour timestamp GENERATED ALWAYS AS (date_trunc('hour', expires_at AT TIME ZONE 'UTC')) STORED,
    -- Keyed digests of the user and of their session at Logto.
    subject bytea NOT NULL,
    provider_session bytea,
    -- Sealed with the application's cookie key.
    record bytea NOT NULL
) WITH (fillfactor = 70);

-- Sealed bytes do not compress.
ALTER TABLE logto_sessions ALTER COLUMN record SET STORAGE EXTERNAL;

CREATE INDEX IF NOT EXISTS logto_sessions_subject ON logto_sessions (subject);
CREATE INDEX IF NOT EXISTS logto_sessions_provider_session ON logto_sessions (provider_session)
    WHERE provider_session IS NOT NULL;
CREATE INDEX IF NOT EXISTS logto_sessions_expiry_hour ON logto_sessions (expiry_hour);

-- Few and short-lived: without an index on the expiry, extending a lease writes no index.
CREATE TABLE IF NOT EXISTS logto_leases (
    key bytea PRIMARY KEY,
    holder bytea NOT NULL,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);

INSERT INTO logto_migrations (version) VALUES (1) ON CONFLICT DO NOTHING;
