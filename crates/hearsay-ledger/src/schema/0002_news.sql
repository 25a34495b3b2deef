-- What was told of the ledger: new incidents, new contradictions, changed tolls, each once. It can be
-- begun anew from the incidents, but not made again: it remembers what had been told by when.
CREATE TABLE news (
    number   INTEGER PRIMARY KEY,             -- in the order of telling
    at       TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('incident', 'contradiction', 'toll')),
    incident TEXT NOT NULL,                   -- its id when this was told
    subject  TEXT,                            -- contradiction: its words, hashed
    detail   TEXT NOT NULL                    -- JSON
) STRICT;
CREATE UNIQUE INDEX news_contradiction ON news (subject) WHERE kind = 'contradiction';
CREATE INDEX news_incident ON news (incident) WHERE kind <> 'contradiction';

-- Incidents that were made, or made anew, and have not been looked at for news since.
CREATE TABLE untold (
    incident INTEGER PRIMARY KEY REFERENCES incident
) STRICT;

-- Until this account is at rest nothing is told: what left its incident is on its way back.
CREATE TABLE unsettled (
    account INTEGER PRIMARY KEY
) STRICT;

-- The words that contradict each other, hashed: they outlive readings, which give claims new ids.
ALTER TABLE contradiction ADD COLUMN subject TEXT;
