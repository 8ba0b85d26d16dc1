-- What is proved of the two keys of a device, as JSON; none: nothing. What the last card for a key said
-- stands in everyday_protection and identity_protection.

ALTER TABLE enrolments ADD COLUMN everyday_attestation TEXT;
ALTER TABLE enrolments ADD COLUMN identity_attestation TEXT;

-- Why what was sent proves nothing, by its word in the protocol; none: nothing was sent, or it counts.
ALTER TABLE enrolments ADD COLUMN everyday_refusal TEXT;
ALTER TABLE enrolments ADD COLUMN identity_refusal TEXT;

-- Keys of Apple's App Attest: their counters only rise, whatever comes at once.
CREATE TABLE app_attest_keys (
    key_id      BLOB    PRIMARY KEY,
    known       TEXT    NOT NULL                -- public key and counter, as JSON
) STRICT, WITHOUT ROWID;

-- The cards that an App Attest key has vouched for.
CREATE TABLE app_attest_cards (
    key_id      BLOB    NOT NULL REFERENCES app_attest_keys (key_id),
    card        INTEGER NOT NULL REFERENCES cards (id),
    PRIMARY KEY (key_id, card)
) STRICT, WITHOUT ROWID;

-- The keys that a remotely provisioned attestation certificate has vouched for: it is of one phone.
CREATE TABLE attested_keys (
    serial      TEXT    NOT NULL,
    thumbprint  BLOB    NOT NULL,               -- RFC 7638
    PRIMARY KEY (serial, thumbprint)
) STRICT, WITHOUT ROWID;
