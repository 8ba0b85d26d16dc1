"""Every sequence of documents, gone through by way of the generated Python module.

    cargo xtask test --only python
"""

import base64
import binascii
import json
import re
import tempfile
import unittest

from test_vectors import VECTORS, ManualClock, essc, verdict_object

SEQUENCE = {"shows", "roots", "gate", "texts", "steps"}
GATE = {"opened", "region", "base_province", "pins"}
BUNDLE = {"trust", "roots", "status", "catalogues"}
OUTCOMES = {"trust", "status", "catalogues"}
OUTCOME_WORDS = {"UPDATED": "updated", "UNCHANGED": "unchanged", "REFUSED": "refused"}


class Unknown(Exception):
    """A member that this runner does not know, or lacks."""


def closed(value, members):
    if set(value) != members:
        raise Unknown(f"members unknown or missing: {sorted(set(value) ^ members)}")
    return value


class Play:
    """A gate on its way through a sequence (docs/protocol.md §14.2)."""

    def __init__(self, sequence, folder):
        self.sequence, self.folder = closed(sequence, SEQUENCE), folder
        gate = closed(sequence["gate"], GATE)
        self.clock = ManualClock(gate["opened"])
        self.gate = self.opened(gate["pins"])

    def opened(self, pins):
        gate, roots = self.sequence["gate"], self.sequence["roots"]
        for pin in pins:
            closed(pin, {"root", "least_seq"})
        pinned = [
            essc.PinnedRoot(key=json.dumps(roots[pin["root"]]), least_seq=pin["least_seq"])
            for pin in pins
        ]
        config = essc.VerifierConfig(
            directory=self.folder,
            venue_region=gate["region"],
            roots=pinned,
            base_region=gate["base_province"],
            remember=essc.Remember.COOL_DOWNS,
            replay_capacity=1 << 16,
            cache_capacity=1 << 16,
        )
        return essc.Verifier.open(config, self.clock)

    def answer(self, step):
        """What the file says of a step, and what came."""
        self.clock.wall = step["at"]
        if "import" in step:
            closed(step, {"at", "import", "outcomes"})
            if step["outcomes"] is not None:
                closed(step["outcomes"], OUTCOMES)
            return step["outcomes"], self.imported(closed(step["import"], BUNDLE))
        if "verify" in step:
            closed(step, {"at", "verify", "verdict"})
            scan = closed(step["verify"], {"text", "scene"})
            text = self.sequence["texts"][scan["text"]]
            return step["verdict"], verdict_object(self.gate.verify(text, int(scan["scene"])))
        closed(step, {"at", "restart"})
        # The last reference: the gate lets go of its folder.
        self.gate = None
        self.gate = self.opened(closed(step["restart"], {"pins"})["pins"])
        return None, None

    def imported(self, names):
        texts = self.sequence["texts"]
        bundle = {
            "trust": texts[names["trust"]],
            **{kind: [texts[n] for n in names[kind]] for kind in names if kind != "trust"},
        }
        try:
            summary = self.gate.import_bundle(json.dumps(bundle).encode())
        except essc.EsscError as error:
            if error.code != essc.ErrorCode.BUNDLE_REFUSED:
                raise
            return None
        reported = list(summary.lists)
        return {
            "trust": outcome(reported, essc.ListName.TRUST_LIST()),
            "status": [outcome(reported, status_list(text)) for text in bundle["status"]],
            "catalogues": [outcome(reported, catalogue(text)) for text in bundle["catalogues"]],
        }


def outcome(reported, name):
    """Takes the first report of a list; a text that none is of was refused unread."""
    for one in reported:
        if one.name == name:
            reported.remove(one)
            return next(word for kind, word in OUTCOME_WORDS.items() if is_of(one.outcome, kind))
    return "refused"


def is_of(value, kind):
    return getattr(value, f"is_{kind}")()


def payload(text):
    """A signed document's payload, unverified; empty for what is none."""
    part = (text.split(".") + [""])[1]
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def status_list(text):
    found = re.search(r'"sub":"urn:essc:status:([0-9]{6}):([0-9]+)"', payload(text))
    return found and essc.ListName.STATUS_LIST(region=found[1], number=int(found[2]))


def catalogue(text):
    found = re.search(r'"region":"([0-9]{6})"', payload(text))
    return found and essc.ListName.CATALOGUE(region=found[1])


class Sequences(unittest.TestCase):
    def test_every_sequence_goes_as_its_file_says(self):
        files = sorted((VECTORS / "sequences").glob("*.json"))
        self.assertGreaterEqual(len(files), 150, "sequences are missing")
        for file in files:
            with self.subTest(file.stem), tempfile.TemporaryDirectory() as folder:
                sequence = json.loads(file.read_text(encoding="utf-8"))
                play = Play(sequence, folder)
                for number, step in enumerate(sequence["steps"]):
                    said, came = play.answer(step)
                    self.assertEqual(came, said, f"step {number}")

    def test_a_member_that_the_runner_does_not_know_is_refused(self):
        file = VECTORS / "sequences" / "trust-list-rolled-back.json"
        text = file.read_text(encoding="utf-8")
        for place in ('"shows"', '"opened"', '"least_seq"', '"trust"', '"scene"'):
            self.assertIn(place, text)
            changed = json.loads(text.replace(place, f'"surprise": 1, {place}', 1))
            with tempfile.TemporaryDirectory() as folder, self.assertRaises(Unknown):
                play = Play(changed, folder)
                for step in changed["steps"]:
                    play.answer(step)


if __name__ == "__main__":
    unittest.main()
