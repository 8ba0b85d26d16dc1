"""What App Attest is given for a key: docs/protocol.md, section 8.5, against the vectors."""

import json
import unittest
from hashlib import sha256
from pathlib import Path

VECTORS = Path(__file__).resolve().parents[1] / "vectors" / "app-attest.json"


def thumbprint(point: bytes) -> bytes:
    """RFC 9679: SHA-256 of the deterministic COSE_Key {1: 2, -1: 1, -2: x, -3: y}."""
    x, y = point[1:33], point[33:]
    return sha256(bytes.fromhex("a40102200121") + b"\x58\x20" + x + b"\x22\x58\x20" + y).digest()


class AppAttest(unittest.TestCase):
    def test_the_hashes_are_those_of_the_specification(self):
        cases = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
        self.assertTrue(cases)
        for case in cases:
            point = bytes.fromhex(case["public_key"])
            challenge = sha256(case["c_nonce"].encode()).digest()
            key = thumbprint(point)
            role = {"everyday": b"\0", "identity": b"\1"}[case["role"]]
            of_app = sha256(b"essc-app-attest-v1" + challenge).hexdigest()
            of_key = sha256(b"essc-key-v1" + challenge + key + role).hexdigest()
            self.assertEqual((65, 4), (len(point), point[0]))
            self.assertEqual(case["challenge"], challenge.hex())
            self.assertEqual(case["thumbprint"], key.hex())
            self.assertEqual(case["attestation_client_data_hash"], of_app)
            self.assertEqual(case["assertion_client_data_hash"], of_key)


if __name__ == "__main__":
    unittest.main()
