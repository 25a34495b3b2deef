-- What the desk remembers beside the ledger: who may come in and who did, in a file of its own, so that
-- a ledger can be given to others without anybody's password in it. Secrets are kept as hashes only.

CREATE TABLE user (
    name     TEXT PRIMARY KEY COLLATE NOCASE,
    role     TEXT NOT NULL CHECK (role IN ('viewer', 'analyst', 'admin')),
    password TEXT NOT NULL,                   -- argon2id, in PHC form
    made     TEXT NOT NULL,
    barred   TEXT                             -- since when the user may not come in; null: may
) STRICT;

CREATE TABLE session (
    secret BLOB PRIMARY KEY,                  -- SHA-256 of the cookie
    user   TEXT NOT NULL COLLATE NOCASE,
    made   INTEGER NOT NULL,                  -- seconds since 1970
    seen   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    secret BLOB PRIMARY KEY,                  -- SHA-256 of the bearer token
    user   TEXT NOT NULL COLLATE NOCASE,
    label  TEXT NOT NULL,
    made   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to which news somebody has seen the ledger.
CREATE TABLE visit (
    user TEXT PRIMARY KEY COLLATE NOCASE,
    news INTEGER NOT NULL,
    at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was answered to a request that carried an idempotency key.
CREATE TABLE answer (
    user    TEXT NOT NULL COLLATE NOCASE,
    key     TEXT NOT NULL,
    request BLOB NOT NULL,                    -- SHA-256 of what was asked
    status  INTEGER NOT NULL,
    body    TEXT NOT NULL,
    at      INTEGER NOT NULL,                 -- seconds since 1970
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_at ON answer (at);

-- Who came in, was turned away, changed users: rows are added only.
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    user   TEXT NOT NULL,
    what   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'what happened is not changed'); END;
CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'what happened is not deleted'); END;
