-- What is kept. Left of the bar: articles, their versions and bytes, readings, decisions, feeds,
-- audit. Everything else can be made again from these.
--
-- "Packed" is made small with zstd, by a dictionary that its frame names; of JSON forms what they look
-- like, their numbers and their strings stand apart. `unpacked` gives the words of a packed text.

CREATE TABLE article (
    number  INTEGER PRIMARY KEY,              -- in the order of arrival
    id      TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL                  -- the newest
            REFERENCES version DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE version (
    number    INTEGER PRIMARY KEY,
    article   INTEGER NOT NULL REFERENCES article,
    ordinal   INTEGER NOT NULL,               -- 1 is the first version of its article
    title     TEXT,
    publisher TEXT,
    authors   TEXT NOT NULL DEFAULT '[]',     -- JSON: a list of names
    created   TEXT,
    url       TEXT,
    language  TEXT,
    text      BLOB NOT NULL,                  -- packed
    sha256    BLOB NOT NULL,                  -- of title, publisher, created and text
    added     TEXT NOT NULL,
    known     TEXT NOT NULL,                  -- when its words were out: created, else added
    UNIQUE (article, ordinal)
) STRICT;
CREATE INDEX version_known ON version (known);

-- The bytes that a version was taken from.
CREATE TABLE raw (
    version    INTEGER PRIMARY KEY REFERENCES version,
    sha256     BLOB NOT NULL,                 -- of the bytes as they came
    bytes      BLOB,                          -- packed beside the text; null: they are the text
    media_type TEXT NOT NULL,
    url        TEXT,
    fetched    TEXT,
    headers    TEXT NOT NULL DEFAULT '[]'     -- JSON: a list of pairs
) STRICT;

-- A version's reading by the newest program that read it.
CREATE TABLE reading (
    version INTEGER PRIMARY KEY REFERENCES version,
    program TEXT NOT NULL,
    read    TEXT NOT NULL,
    body    BLOB NOT NULL                     -- packed beside the text
) STRICT;
CREATE INDEX reading_program ON reading (program);

-- Near-copies: an article and the earliest one that it copies.
CREATE TABLE copy (
    article    INTEGER PRIMARY KEY REFERENCES article,
    of         INTEGER NOT NULL REFERENCES article,
    similarity REAL NOT NULL
) STRICT;
CREATE INDEX copy_of ON copy (of);

-- What articles are looked up by that may be copies of each other: the bands of their signatures,
-- each as a word.
CREATE VIRTUAL TABLE band USING fts5 (
    bands, content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_{|}~'"
);

-- What changed between two versions, or between two readings of one version.
CREATE TABLE revision (
    number  INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article,
    version INTEGER NOT NULL REFERENCES version,   -- the later one
    cause   TEXT NOT NULL CHECK (cause IN ('edited', 'reread')),
    kind    TEXT NOT NULL CHECK (kind IN ('appeared', 'vanished', 'changed')),
    claim   TEXT NOT NULL,                         -- its id, the later one's where there are two
    earlier TEXT,                                  -- JSON: the claim as it was
    later   TEXT,                                  -- JSON: the claim as it became
    at      TEXT NOT NULL
) STRICT;
CREATE INDEX revision_article ON revision (article);

CREATE TABLE incident (
    number    INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    event     TEXT NOT NULL,
    mode      TEXT,
    begin     TEXT,                           -- first day
    end       TEXT,                           -- last day
    country   TEXT,
    contested INTEGER NOT NULL,               -- how many contradictions
    one_sided TEXT,
    articles  INTEGER NOT NULL,
    claims    INTEGER NOT NULL,
    first     TEXT NOT NULL,                  -- when it was first told
    last      TEXT NOT NULL,
    body      BLOB NOT NULL                   -- packed
) STRICT;
CREATE INDEX incident_last ON incident (last, id);
CREATE INDEX incident_begin ON incident (begin);

-- Ids that incidents had before articles joined them: each is known by its first claim.
CREATE TABLE former (
    incident TEXT PRIMARY KEY,
    claim    TEXT NOT NULL,
    article  INTEGER NOT NULL REFERENCES article
) STRICT, WITHOUT ROWID;
CREATE INDEX former_article ON former (article);

-- What an article tells, all claims and accounts as they stand, people's corrections included.
CREATE TABLE told (
    article INTEGER PRIMARY KEY REFERENCES article,
    version INTEGER NOT NULL REFERENCES version,
    body    BLOB NOT NULL                     -- packed beside the version's text
) STRICT;

-- What one article tells of one incident. One that waits is to be brought together with others.
CREATE TABLE account (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    article  INTEGER NOT NULL REFERENCES article,
    position INTEGER NOT NULL,                -- in what the article tells
    incident INTEGER REFERENCES incident,
    waits    TEXT CHECK (waits IN ('added', 'decided', 'copied')),   -- null: at rest
    sketch   BLOB NOT NULL                    -- what is compared with others
) STRICT;
CREATE INDEX account_article ON account (article);
CREATE INDEX account_incident ON account (incident);
CREATE INDEX account_waits ON account (number) WHERE waits IS NOT NULL;

-- Accounts that are gone, until the incidents that they were in have been made anew.
CREATE TABLE leaving (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    incident INTEGER NOT NULL REFERENCES incident,
    sketch   BLOB NOT NULL
) STRICT;
CREATE INDEX leaving_id ON leaving (id);
CREATE INDEX leaving_incident ON leaving (incident);

-- In which way what can be made again was made: it is made anew by a program with another way.
CREATE TABLE way (
    what   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where accounts at rest are filed, to be found by those that may tell of the same.
CREATE TABLE key (
    key     INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (key, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
    number    INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    article   INTEGER NOT NULL REFERENCES article,
    position  INTEGER NOT NULL,               -- in the order of the text
    account   INTEGER REFERENCES account,     -- null: rejected
    verdict   TEXT CHECK (verdict IN ('accepted', 'rejected')),
    corrected TEXT NOT NULL DEFAULT '[]',     -- JSON: the fields that people corrected
    read_as   TEXT,                           -- JSON: what a corrected claim was read as
    event     TEXT NOT NULL,
    mode      TEXT,
    act       TEXT NOT NULL,
    modality  TEXT NOT NULL,
    polarity  TEXT NOT NULL,
    begin     TEXT,                           -- first day
    end       TEXT,                           -- last day
    country   TEXT,
    known     TEXT NOT NULL                   -- as in version
) STRICT;
CREATE INDEX claim_article ON claim (article, position);
CREATE INDEX claim_account ON claim (account);
CREATE INDEX claim_known ON claim (known, article, position);
CREATE INDEX claim_event ON claim (event, mode);

-- Those who act, suffer, speak or lose in a claim.
CREATE TABLE party (
    claim    INTEGER NOT NULL REFERENCES claim,
    role     TEXT NOT NULL CHECK (role IN ('claimant', 'actor', 'recipient', 'side')),
    position INTEGER NOT NULL,                -- claimants: 0 is the outermost
    last     INTEGER NOT NULL,                -- 1: the innermost claimant
    name     TEXT NOT NULL COLLATE NOCASE,
    code     TEXT,
    country  TEXT,
    PRIMARY KEY (claim, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX party_country ON party (country);

CREATE TABLE contradiction (
    number   INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incident,
    earlier  TEXT NOT NULL,                   -- claims or figures, by id
    later    TEXT NOT NULL,
    about    TEXT NOT NULL,
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX contradiction_incident ON contradiction (incident);
CREATE INDEX contradiction_earlier ON contradiction (earlier);
CREATE INDEX contradiction_later ON contradiction (later);

CREATE TABLE change (
    number   INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL REFERENCES incident,
    earlier  TEXT NOT NULL,
    later    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    about    TEXT NOT NULL,
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX change_incident ON change (incident);
CREATE INDEX change_earlier ON change (earlier);

-- What people decided. Rows are added only; `in_force` alone moves, when one is undone.
CREATE TABLE decision (
    number   INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL
             CHECK (kind IN ('accept', 'reject', 'correct', 'merge', 'split', 'note', 'undo')),
    by       TEXT NOT NULL,
    at       TEXT NOT NULL,
    note     TEXT,
    field    TEXT,                            -- correct: the path in the claim
    value    TEXT,                            -- correct: JSON
    undoes   INTEGER REFERENCES decision,     -- undo
    in_force INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX decision_undoes ON decision (undoes);

-- What a decision is about, by the words: claims come and go with readings, words stay.
CREATE TABLE anchor (
    number   INTEGER PRIMARY KEY,
    decision INTEGER NOT NULL REFERENCES decision,
    part     INTEGER NOT NULL,                -- split: 1 is taken from 0; else 0
    article  INTEGER NOT NULL REFERENCES article,
    start    INTEGER NOT NULL,                -- the trigger, in code points
    end      INTEGER NOT NULL,
    words    TEXT NOT NULL,
    evidence TEXT NOT NULL,
    event    TEXT NOT NULL,
    was      TEXT NOT NULL,                   -- JSON: the claim as it stood
    claim    TEXT                             -- its id now; null: no reading has it any more
) STRICT;
CREATE INDEX anchor_decision ON anchor (decision);
CREATE INDEX anchor_article ON anchor (article);
CREATE INDEX anchor_claim ON anchor (claim);

-- What a feed said of itself when it was fetched last.
CREATE TABLE feed (
    url     TEXT PRIMARY KEY,
    fetched TEXT NOT NULL,
    state   TEXT NOT NULL                     -- JSON
) STRICT, WITHOUT ROWID;

-- What was done to the ledger: each row is sealed by a hash over itself and the row before.
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    what    TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,                    -- JSON
    hash    BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TRIGGER decision_is_not_changed
BEFORE UPDATE OF number, id, kind, by, at, note, field, value, undoes ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are undone, not changed'); END;
CREATE TRIGGER decision_is_not_deleted BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are undone, not deleted'); END;

-- Text search: the newest version of each article, and the words of each claim. Where in an article
-- its words stand is not kept: that would be three times as much. Texts that have all the words of a
-- phrase are looked at.
CREATE VIEW newest AS
    SELECT article.number, coalesce(title, '') AS title, unpacked(text) AS text
    FROM article JOIN version ON version.number = article.version;
CREATE VIRTUAL TABLE article_text USING fts5 (
    title, text, content = 'newest', content_rowid = 'number', detail = none,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE claim_text USING fts5 (
    evidence, content = '', contentless_delete = 1,
    tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE VIRTUAL TABLE claim_place USING rtree (number, south, north, west, east);
CREATE VIRTUAL TABLE incident_place USING rtree (number, south, north, west, east);
