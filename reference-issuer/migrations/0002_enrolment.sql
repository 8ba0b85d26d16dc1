-- Offers, devices, tokens. Codes and tokens stand here only as hashes.

CREATE TABLE offers (
    code        BLOB    PRIMARY KEY,            -- SHA-256
    card        INTEGER NOT NULL REFERENCES cards (id),
    tx_code     BLOB,                           -- MAC under a key that is not in this database
    thumbprint  BLOB,                           -- the one key that may redeem it
    tries_left  INTEGER NOT NULL,
    expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX offers_by_expiry ON offers (expires);

CREATE TABLE enrolments (
    id                  INTEGER PRIMARY KEY,
    device              BLOB    NOT NULL UNIQUE,    -- the random name other devices see
    card                INTEGER NOT NULL REFERENCES cards (id),
    everyday_key        BLOB    NOT NULL,           -- SEC 1, uncompressed
    thumbprint          BLOB    NOT NULL,           -- RFC 7638, of the everyday key
    everyday_protection INTEGER NOT NULL DEFAULT 0,
    everyday_list       INTEGER,
    everyday_index      INTEGER,
    identity_key        BLOB,
    identity_protection INTEGER NOT NULL DEFAULT 0,
    identity_list       INTEGER,
    identity_index      INTEGER,
    enrolled            INTEGER NOT NULL,
    last_issue          INTEGER,                    -- none: nothing was issued yet
    unbound             INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX bound_key_of_card ON enrolments (card, thumbprint) WHERE unbound = 0;
CREATE INDEX never_issued ON enrolments (enrolled) WHERE last_issue IS NULL;

CREATE TABLE access_tokens (
    hash        BLOB    PRIMARY KEY,
    enrolment   INTEGER NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX access_tokens_by_expiry ON access_tokens (expires);
CREATE INDEX access_tokens_by_enrolment ON access_tokens (enrolment);

-- Every refresh token of a living family: the current one, the one before it, which is forgiven
-- once, and the spent ones, whose return ends the family.
CREATE TABLE refresh_tokens (
    hash        BLOB    PRIMARY KEY,
    enrolment   INTEGER NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    standing    TEXT    NOT NULL CHECK (standing IN ('current', 'previous', 'spent')),
    expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_tokens_by_enrolment ON refresh_tokens (enrolment, standing);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires);

-- What was used and can't be used again until it is dead anyway. The key is what makes it atomic.
CREATE TABLE spent (
    hash        BLOB    PRIMARY KEY,
    expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_by_expiry ON spent (expires);
