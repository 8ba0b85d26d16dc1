"""The worked examples of docs/protocol.md, byte for byte, against the verifier written from it."""

import re
import unittest
from pathlib import Path

from verifier import carrier, cose
from verifier.requests import Request, Sign1, VenueCard

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"


def example(name: str) -> str:
    page = PAGE.read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- example: {name} -->\n(.*?)<!-- /example -->", page, re.DOTALL)
    return found


def block(name: str, title: str) -> str:
    """The text block after the line that begins with this title, its lines put together."""
    (found,) = re.findall(rf"^{title}[^\n]*\n\n```text\n(.*?)\n```", example(name), re.S | re.M)
    return found.replace("\n", "")


def hexes(name: str, title: str) -> bytes:
    return bytes.fromhex(block(name, title))


class Examples(unittest.TestCase):
    def setUp(self):
        self.code = carrier.read(block("carrier text", "The text").encode())

    def test_the_text_holds_the_carrier(self):
        text = block("carrier text", "The text")
        data = hexes("carrier text", "The carrier")
        self.assertEqual(data, carrier.base45(text.removeprefix("SSC1:").encode()))

    def test_the_carrier_expands_into_the_card(self):
        parts = cose.card_parts(self.code)
        self.assertEqual(hexes("card", "`Sig_structure`"), cose.signed_bytes(*parts))
        self.assertEqual(hexes("card", "`COSE_Sign1`"), cose.card(self.code))

    def test_the_carrier_expands_into_the_code(self):
        parts = cose.code_parts(self.code, None)
        self.assertEqual(hexes("code", "`Sig_structure`"), cose.signed_bytes(*parts))
        sign1 = cose.sign1(*parts, self.code.signature)
        self.assertEqual(hexes("code", "`COSE_Sign1`"), sign1)

    def test_the_venue_card_reads(self):
        data = hexes("venue card", "`COSE_Sign1`")
        VenueCard.read(data)
        signed = Sign1.read(data, 640).signed
        self.assertEqual(hexes("venue card", "`Sig_structure`"), signed)

    def test_the_request_reads_and_carries_the_venue_card(self):
        data = hexes("request", "`COSE_Sign1`")
        request = Request.of(data)
        self.assertEqual(hexes("request", "`Sig_structure`"), Sign1.read(data, 1536).signed)
        self.assertIn(hexes("venue card", "`COSE_Sign1`"), data)
        self.assertIn(request.challenge.hex(), example("request"))


if __name__ == "__main__":
    unittest.main()
