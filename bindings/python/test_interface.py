"""The foreign interface, seen from the quickest language there is to try it in.

    cargo xtask test --only python

Objects, records, enums, errors, and an implementation of a port on the foreign side. What is signed
here, by test keys for made-up people, comes from tests/vectors. Kotlin and Swift have whole
libraries; Python has only what the generator writes.
"""

import json
import sys
import tempfile
import unittest
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "tests" / "vectors"
sys.path.insert(0, str(HERE / "generated"))

import essc  # noqa: E402, the generator's folder is known only now

# A made-up person at a library's door; the members are those of docs/protocol.md, section 14.
VECTOR = json.loads((VECTORS / "accept" / "masked-at-a-library.json").read_bytes())
SCENE = int(VECTOR["scene"])


class Clock(essc.Clock):
    """Stands where it is put."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def now(self) -> int:
        return self.seconds

    def monotonic(self) -> essc.Monotonic:
        return essc.Monotonic(boot=1, elapsed=timedelta(seconds=self.seconds))


class AppAttest(unittest.TestCase):
    def test_the_hashes_are_those_of_the_vectors(self) -> None:
        cases = json.loads((VECTORS / "app-attest.json").read_bytes())["cases"]
        self.assertTrue(cases)
        for case in cases:
            request = essc.AttestationRequest(
                issuer="https://issuer.example/440100",
                nonce=case["c_nonce"],
                challenge=bytes.fromhex(case["challenge"]),
            )
            identity = case["role"] == "identity"
            role = essc.Authentication.EACH_USE if identity else essc.Authentication.UNLOCKED_DEVICE
            hashes = essc.app_attest_client_data(bytes.fromhex(case["public_key"]), request, role)
            self.assertEqual(hashes.attestation.hex(), case["attestation_client_data_hash"])
            self.assertEqual(hashes.assertion.hex(), case["assertion_client_data_hash"])

    def test_what_is_no_key_is_refused(self) -> None:
        request = essc.AttestationRequest(issuer="", nonce="", challenge=bytes(32))
        with self.assertRaises(essc.KeyStoreError.Unavailable):
            essc.app_attest_client_data(bytes(65), request, essc.Authentication.EACH_USE)


class Gate(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.clock = Clock(VECTOR["gate_started"])
        root = (VECTORS / "lists" / "root.jwk").read_text()
        config = essc.VerifierConfig(
            directory=folder.name,
            venue_region=VECTOR["venue_region"],
            roots=[essc.PinnedRoot(key=root, least_seq=0)],
            base_region="440000",
            remember=essc.Remember.EVERYTHING,
            replay_capacity=100,
            cache_capacity=100,
        )
        self.gate = essc.Verifier.open(config, self.clock)
        self.clock.seconds = VECTOR["now"]
        self.code = VECTOR["text"]

    def load(self) -> None:
        self.gate.import_bundle((VECTORS / "lists" / "bundle.json").read_bytes())

    def test_a_code_is_accepted_once(self) -> None:
        self.load()
        first = self.gate.verify(self.code, SCENE)
        self.assertEqual((first.outcome, first.reasons), (essc.Outcome.ACCEPTED, []))
        self.assertEqual(first.disclosed.number, VECTOR["verdict"]["disclosed"]["number"])
        again = self.gate.verify(self.code, SCENE)
        self.assertEqual(again.outcome, essc.Outcome.REJECTED)
        self.assertEqual([reason.code() for reason in again.reasons], ["REPLAYED"])

    def test_without_lists_there_is_a_reason_and_no_green(self) -> None:
        verdict = self.gate.verify(self.code, SCENE)
        self.assertEqual(verdict.outcome, essc.Outcome.REJECTED)
        self.assertTrue(verdict.reasons)

    def test_what_is_no_code_is_unreadable(self) -> None:
        self.load()
        for text in ["", "SSC1:", "https://example.org/", "卡" * 10_000]:
            self.assertEqual(self.gate.verify(text, SCENE).outcome, essc.Outcome.UNREADABLE)

    def test_what_is_no_bundle_is_refused_by_a_stable_code(self) -> None:
        with self.assertRaises(essc.EsscError.RejectInput) as refused:
            self.gate.import_bundle(b"no bundle")
        self.assertEqual(refused.exception.code, essc.ErrorCode.BUNDLE_REFUSED)

    def test_the_held_lists_are_told(self) -> None:
        self.assertEqual(self.gate.lists(), [])
        self.load()
        self.assertTrue(self.gate.lists())
        self.assertIn(SCENE, [scene.code for scene in self.gate.scenes()])


class Keys(unittest.TestCase):
    def test_a_key_that_is_not_there_is_a_typed_error(self) -> None:
        keys = essc.SoftwareKeyStore.in_memory()
        with self.assertRaises(essc.KeyStoreError.NotFound):
            keys.info("essc.made-up")


if __name__ == "__main__":
    unittest.main()
