-- Status indexes, issuer keys (public halves only) and published documents.

CREATE TABLE regions (
    region      INTEGER PRIMARY KEY,
    allocated   INTEGER NOT NULL DEFAULT 0,     -- status indexes given out so far
    listed      INTEGER NOT NULL DEFAULT 0      -- iat of the newest status list
) STRICT;

CREATE TABLE status_entries (
    region      INTEGER NOT NULL REFERENCES regions (region),
    list        INTEGER NOT NULL,
    entry       INTEGER NOT NULL,
    enrolment   INTEGER NOT NULL REFERENCES enrolments (id),
    PRIMARY KEY (region, list, entry)
) STRICT, WITHOUT ROWID;

CREATE TABLE issuer_keys (
    kid         TEXT    PRIMARY KEY,
    use         TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('active', 'retired', 'compromised')),
    not_before  INTEGER NOT NULL,
    expires     INTEGER NOT NULL,
    public_key  BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    name        TEXT    PRIMARY KEY,            -- the path it is served at
    number      INTEGER NOT NULL,               -- seq, or the iat of a status list
    issued      INTEGER NOT NULL,
    effective   INTEGER NOT NULL,               -- of a catalogue, when it comes into force
    expires     INTEGER NOT NULL,
    body        TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
