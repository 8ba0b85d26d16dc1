"""What the issuer's reader takes and refuses beyond the vectors: bytes by hand, one rule each."""

import json
import unittest

import verify_proofs
from issuer import der
from issuer.der import NotDer
from issuer.revocations import Revocations
from verifier.jose import Refused
from verify_vectors import Wrong


class Der(unittest.TestCase):
    def test_one_form_for_each_value(self) -> None:
        good = ["0500", "0101ff", "020100", "02020080", "0481" + "80" + "00" * 128, "0603550403"]
        for text in good:
            der.read(bytes.fromhex(text))
        bad = [
            "", "05", "050000", "0101" + "01", "02020001", "0202ff80", "0200", "048100", "04820001" + "00",
            "3080" + "0000", "2403040100", "1000", "0603558000", "06020301" + "80", "0302" + "0101", "0300",
            "1f1e00", "1f801f00", "0000", "0484" + "01000000",
        ]  # fmt: skip
        for text in bad:
            with self.assertRaises(NotDer, msg=text):
                der.read(bytes.fromhex(text))

    def test_nesting_ends_at_sixteen_levels(self) -> None:
        nested = bytes([5, 0])
        for _ in range(16):
            nested = bytes([0x30, len(nested)]) + nested
        der.read(nested)
        with self.assertRaises(NotDer):
            der.read(bytes([0x30, len(nested)]) + nested)

    def test_identifiers_are_written_as_they_are_read(self) -> None:
        self.assertEqual(der.oid("1.3.6.1.4.1.11129.2.1.17").hex(), "2b06010401d679020111")


class Lists(unittest.TestCase):
    def test_a_list_of_google_is_taken_whole_or_not_at_all(self) -> None:
        taken = Revocations()
        taken.take_google('{"entries":{"00AB":{"status":"X"},"-1":{"status":"Y"}}}', 7)
        self.assertIn("ab", taken.android)
        for text in ["", "{}", '{"entries":{"x":{"status":"X"}}}', '{"entries":{"1":{}}}']:
            with self.assertRaises(Refused, msg=text):
                Revocations().take_google(text, 7)


class Runner(unittest.TestCase):
    def setUp(self) -> None:
        self.vector = json.loads(sorted(verify_proofs.PROOFS.glob("*.json"))[0].read_text())

    def test_a_file_with_a_member_that_nobody_knows_is_refused(self) -> None:
        for place in (self.vector, self.vector["policy"]):
            place["surprise"] = 1
            with self.assertRaises(Wrong):
                verify_proofs.read_vector(json.dumps(self.vector).encode())
            del place["surprise"]
        verify_proofs.read_vector(json.dumps(self.vector).encode())

    def test_every_change_of_a_proof_is_noticed(self) -> None:
        header, payload, signature = self.vector["proof"].split(".")
        changed = [
            f"{header}.{payload}.{'A' + signature[1:] if signature[0] != 'A' else 'B' + signature[1:]}",
            f"{header}.{payload[:-2]}.{signature}",
            f"{header}.{signature}",
            "",
        ]
        for proof in changed:
            outcome = verify_proofs.outcome_of(self.vector | {"proof": proof})
            self.assertEqual(outcome, {"proof": "refused"})
        other = verify_proofs.outcome_of(self.vector | {"nonce": "another"})
        self.assertEqual(other, {"proof": "refused"})


if __name__ == "__main__":
    unittest.main()
