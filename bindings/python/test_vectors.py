"""Every vector, judged through the generated Python module, and a wallet opened.

    cargo xtask test --only python
"""

import json
import re
import sys
import tempfile
import unittest
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "tests" / "vectors"
sys.path.insert(0, str(HERE / "generated"))

import essc  # noqa: E402, the generator's folder is known only now

MEMBERS = {
    "shows", "gate_started", "lists_loaded", "now", "venue_region", "scene", "lists", "requests",
    "before", "text", "verdict",
}  # fmt: skip
LISTS = {"root", "trust", "status", "catalogues"}


class ManualClock(essc.Clock):
    """A clock that shows what it was set to."""

    def __init__(self, now):
        self.wall = now

    def now(self):
        return self.wall

    def monotonic(self):
        return essc.Monotonic(boot=1, elapsed=timedelta())


def word(value):
    """The name that JSON has for a value of an enumeration: `senior_60` for SENIOR60."""
    return re.sub(r"(?<=[a-z])(?=[0-9])", "_", value.name.lower())


def disclosed_object(disclosed):
    """What is disclosed: the members of its profile, and no others."""
    profile = type(disclosed).__name__.rpartition(".")[2].lower()
    members = {"region": disclosed.region, "profile": profile}
    if profile == "entitlement" and disclosed.answers:
        members["answers"] = [word(answer) for answer in disclosed.answers]
    if profile in ("masked", "identity"):
        members |= {
            "kind": word(disclosed.kind),
            "name": disclosed.name,
            "number": disclosed.number,
        }
    if profile == "identity":
        members["card_number"] = disclosed.card_number
    return members


def verdict_object(verdict):
    """A verdict as the object of docs/protocol.md §6.7."""
    trust, status = verdict.trust, verdict.status
    return {
        "outcome": word(verdict.outcome),
        "reasons": [reason.code() for reason in verdict.reasons],
        "disclosed": verdict.disclosed and disclosed_object(verdict.disclosed),
        "code_age_s": verdict.code_age_s,
        "trust": trust and {"grade": word(trust.freshness), "as_of": trust.as_of},
        "status": status
        and {"grade": word(status.freshness), "as_of": status.as_of, "source": word(status.source)},
        "guard": verdict.guard and word(verdict.guard),
        "suite": verdict.suite,
        "skew_s": verdict.skew_s,
        "test": verdict.test,
        "as_of": verdict.as_of,
    }


def judged(vector, folder):
    """Judges a vector as docs/protocol.md §14 says."""
    clock = ManualClock(vector["gate_started"])
    lists = vector["lists"]
    config = essc.VerifierConfig(
        directory=folder,
        venue_region=vector["venue_region"],
        roots=[essc.PinnedRoot(key=json.dumps(lists["root"]), least_seq=1)],
        base_region="440000",
        remember=essc.Remember.COOL_DOWNS,
        replay_capacity=1 << 16,
        cache_capacity=1 << 16,
    )
    gate = essc.Verifier.open(config, clock)
    clock.wall = vector["lists_loaded"]
    if lists["trust"] is not None:
        bundle = {
            "trust": text_of(lists["trust"]),
            "roots": [],
            "status": [text_of(name) for name in lists["status"]],
            "catalogues": [text_of(name) for name in lists["catalogues"]],
        }
        if not gate.import_bundle(json.dumps(bundle).encode()).is_complete:
            raise AssertionError("a list was refused")
    for request in vector["requests"]:
        gate.keep_request(request)
    scene = int(vector["scene"])
    for scan in vector["before"]:
        clock.wall = scan["now"]
        if gate.verify(scan["text"], scene).outcome != essc.Outcome.ACCEPTED:
            raise AssertionError("a scan before was refused")
    clock.wall = vector["now"]
    return gate.verify(vector["text"], scene)


def text_of(name):
    """A list, as it is published."""
    return (VECTORS / "lists" / name).read_text(encoding="utf-8")


class Vectors(unittest.TestCase):
    def test_every_vector_is_judged_in_full_as_its_file_says(self):
        folders = ("accept", "reject", "unreadable")
        files = [file for name in folders for file in sorted((VECTORS / name).glob("*.json"))]
        self.assertGreaterEqual(len(files), 145, "vectors are missing")
        for file in files:
            with self.subTest(file.stem), tempfile.TemporaryDirectory() as folder:
                vector = json.loads(file.read_text(encoding="utf-8"))
                self.assertEqual(set(vector), MEMBERS)
                self.assertEqual(set(vector["lists"]), LISTS)
                self.assertEqual(verdict_object(judged(vector, folder)), vector["verdict"])


class Wallet(unittest.TestCase):
    def test_a_wallet_opens_and_refuses_what_is_no_offer(self):
        with tempfile.TemporaryDirectory() as folder:
            config = essc.WalletConfig(
                directory=f"{folder}/wallet",
                trust_list_url="https://card.example/trust-list",
                roots=[essc.PinnedRoot(key=text_of("root.jwk"), least_seq=1)],
                sandbox=False,
                hardware=essc.Hardware.ANY,
                language=essc.Language.EN,
            )
            ports = essc.WalletPorts(
                keys=essc.SoftwareKeyStore.in_memory(),
                secrets=essc.FileSecretStore.in_directory(f"{folder}/secrets"),
            )
            wallet = essc.Wallet.open(config, ports)
            self.assertEqual(wallet.cards(), [])
            with self.assertRaises(essc.EsscError.RejectInput) as refused:
                essc.read_offer("https://card.example/")
            self.assertEqual(refused.exception.code, essc.ErrorCode.OFFER_REFUSED)


if __name__ == "__main__":
    unittest.main()
