-- Venue cards that live short and are renewed: the last one signed for each venue, so that it can be
-- handed out again, and the keys that none is signed for any more.

ALTER TABLE venues ADD COLUMN kid TEXT;         -- of the venue key that signed it; none before this
ALTER TABLE venues ADD COLUMN signed INTEGER;   -- when
ALTER TABLE venues ADD COLUMN card BLOB;        -- the tagged COSE_Sign1

-- `expires` is from now on the end of whichever card ever signed for the venue ends last, those of
-- its earlier keys included.

CREATE TABLE withdrawn_venue_keys (
    public_key  BLOB    PRIMARY KEY,
    withdrawn   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
