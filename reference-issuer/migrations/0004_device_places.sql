-- Which devices take one of a card's places: those whose cards have not run out. A device that has
-- kept its cards keeps its place; one that never said so gives way to another.

ALTER TABLE enrolments ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE enrolments ADD COLUMN cards_end INTEGER;    -- when the last card issued to it runs out

-- How long cards issued until now live is not recorded: 30 days is the longest the sandbox grants.
UPDATE enrolments SET kept = 1, cards_end = last_issue + 2592000 WHERE last_issue IS NOT NULL;

-- One key may be enrolled twice for a while: the earlier enrolment stands until the later one has
-- its first card.
DROP INDEX bound_key_of_card;
CREATE INDEX bound_devices_of_card ON enrolments (card, thumbprint) WHERE unbound = 0;
