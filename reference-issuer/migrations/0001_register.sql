-- People, their cards, and what happened to each card.

CREATE TABLE holders (
    id          INTEGER PRIMARY KEY,
    kind        INTEGER NOT NULL,
    number      TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    birth_date  TEXT,                           -- YYYY-MM-DD; none: no answer about age
    resident    INTEGER NOT NULL,
    disability  INTEGER NOT NULL,
    UNIQUE (kind, number)
) STRICT;

CREATE TABLE cards (
    id          INTEGER PRIMARY KEY,
    holder      INTEGER NOT NULL REFERENCES holders (id),
    region      INTEGER NOT NULL,
    number      TEXT    NOT NULL UNIQUE,
    functions   INTEGER NOT NULL,               -- the functions word, key protection left 0
    life        TEXT    NOT NULL,               -- the life cycle as JSON
    status      INTEGER NOT NULL,               -- what the life cycle says a status list says
    moves       INTEGER NOT NULL                -- 1: time alone may change it
) STRICT;

CREATE INDEX cards_that_move ON cards (id) WHERE moves = 1;
CREATE INDEX cards_of_holder ON cards (holder);

CREATE TABLE card_events (
    card        INTEGER NOT NULL REFERENCES cards (id),
    sequence    INTEGER NOT NULL,
    entry       TEXT    NOT NULL,
    PRIMARY KEY (card, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE venues (
    region      INTEGER NOT NULL,
    venue       TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    scenes      TEXT    NOT NULL,               -- JSON array of scene codes
    public_key  BLOB    NOT NULL,
    expires     INTEGER NOT NULL,
    PRIMARY KEY (region, venue)
) STRICT, WITHOUT ROWID;
