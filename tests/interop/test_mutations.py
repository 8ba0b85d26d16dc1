"""Accepted vectors, changed in one place each: nothing of it may be accepted.

The verifier here was written from docs/protocol.md, so this asks of the specification, not of the
SDK, whether every byte in a code is vouched for by somebody.
"""

import json
import unittest
from typing import Any, Callable, Iterator

from verifier.carrier import base45
from verifier.holdings import Holdings
from verifier.jose import Members, Refused, key_of
from verifier.keys import ORDER
from verifier.roots import Pin
from verify_sequences import SEQUENCES, read_sequence
from verify_vectors import VECTORS, Wrong, check, judge, read_vector

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
DEVICE_KEY = slice(20, 53)
ONE_OF_EACH = (
    "validity-at-a-museum",
    "entitlement-at-a-meal-hall",
    "masked-at-a-library",
    "identity-at-a-counter",
    "answers-a-request",
)


def accepted(name: str) -> dict[str, Any]:
    return read_vector(VECTORS / "accept" / f"{name}.json")


def carrier_of(vector: dict[str, Any]) -> bytes:
    return base45(vector["text"].strip().removeprefix("SSC1:").encode())


def text_of(data: bytes) -> str:
    out = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            out.append(ALPHABET[number % 45])
            number //= 45
    return "SSC1:" + "".join(out)


def with_carrier(vector: dict[str, Any], data: bytes) -> dict[str, Any]:
    return {**vector, "text": text_of(data)}


def issuer_signature(data: bytes) -> slice:
    """Found from the end: hint, iat and scene stand between the two signatures."""
    end = len(data) - 64 - 5 - (2 if data[1] & 1 else 0)
    return slice(end - 64, end)


def put(data: bytes, where: slice, what: bytes) -> bytes:
    return data[: where.start] + what + data[where.stop :]


def plus(data: bytes, at: int, width: int, by: int) -> bytes:
    number = int.from_bytes(data[at : at + width], "big") + by
    return put(data, slice(at, at + width), number.to_bytes(width, "big"))


def swap_signatures(data: bytes) -> bytes:
    card = issuer_signature(data)
    last = slice(len(data) - 64, len(data))
    return put(put(data, card, data[last]), last, data[card])


def swap_halves(data: bytes, where: slice) -> bytes:
    r, s = data[where][:32], data[where][32:]
    return put(data, where, s + r)


def add_order(data: bytes) -> bytes:
    """s + n is the same number modulo the order, and out of range where it fits at all."""
    s = int.from_bytes(data[-32:], "big") + ORDER
    return data[:-32] + (s % 2**256).to_bytes(32, "big")


MUTATIONS: dict[str, Callable[[bytes], bytes]] = {
    "no bytes": lambda d: b"",
    "one byte": lambda d: d[:1],
    "without the last byte": lambda d: d[:-1],
    "without the device signature": lambda d: d[:-64],
    "without the code": lambda d: d[: issuer_signature(d).stop],
    "a byte after the end": lambda d: d + b"\0",
    "the whole carrier twice": lambda d: d + d,
    "the signatures swapped": swap_signatures,
    "r and s of the card swapped": lambda d: swap_halves(d, issuer_signature(d)),
    "r and s of the code swapped": lambda d: swap_halves(d, slice(len(d) - 64, len(d))),
    "the order added to s": add_order,
    "the code's signature zero": lambda d: d[:-64] + bytes(64),
    "the other point of the device key's x": lambda d: put(d, slice(20, 21), bytes([d[20] ^ 1])),
    "the hint flag turned over": lambda d: put(d, slice(1, 2), bytes([d[1] ^ 1])),
    "another profile": lambda d: put(d, slice(1, 2), bytes([d[1] ^ 0x10])),
    "the next issuer key": lambda d: plus(d, 2, 4, 1),
    "a card that begins a second later, its code as old": lambda d: plus(d, 6, 4, 1),
    "a card that lives a minute longer": lambda d: plus(d, 10, 2, 1),
    "the next status list": lambda d: plus(d, 12, 2, 1),
    "the next status index": lambda d: plus(d, 14, 3, 1),
    "an unknown function": lambda d: plus(d, 17, 2, 0x8000 if d[17] < 128 else -0x8000),
    "a code that lives a second longer": lambda d: plus(d, 19, 1, 1 if d[19] < 255 else -1),
    "a code a second younger": lambda d: plus(d, issuer_signature(d).stop, 3, 1),
    "the next scene": lambda d: plus(d, issuer_signature(d).stop + 3, 2, 1),
    "list number and index swapped": lambda d: put(d, slice(12, 17), d[14:17] + d[12:14]),
}


def bits_flipped(data: bytes) -> Iterator[bytes]:
    for bit in range(8 * len(data)):
        yield put(data, slice(bit // 8, bit // 8 + 1), bytes([data[bit // 8] ^ 1 << bit % 8]))


class Mutations(unittest.TestCase):
    def assert_not_accepted(self, vector: dict[str, Any], data: bytes) -> None:
        self.assertNotEqual(carrier_of(vector), data, "nothing was changed")
        verdict = judge(with_carrier(vector, data))
        self.assertIn(verdict["outcome"], ("rejected", "unreadable"))
        self.assertNotEqual([], verdict["reasons"])
        self.assertIsNone(verdict["disclosed"])

    def test_the_vectors_are_accepted_before_they_are_changed(self):
        for name in ONE_OF_EACH:
            vector = accepted(name)
            verdict = judge(with_carrier(vector, carrier_of(vector)))
            self.assertEqual("accepted", verdict["outcome"], name)

    def test_no_accepted_code_survives_a_change(self):
        for path in sorted((VECTORS / "accept").glob("*.json")):
            vector = read_vector(path)
            for name, mutate in MUTATIONS.items():
                with self.subTest(vector=path.stem, mutation=name):
                    self.assert_not_accepted(vector, mutate(carrier_of(vector)))

    def test_no_single_bit_is_free(self):
        for name in ONE_OF_EACH:
            vector = accepted(name)
            for data in bits_flipped(carrier_of(vector)):
                self.assert_not_accepted(vector, data)

    def test_a_scanner_that_replaces_blanks_makes_a_forger_of_nobody(self):
        changed = 0
        for path in sorted((VECTORS / "accept").glob("*.json")):
            vector = read_vector(path)
            for old, new in ((" ", "+"), ("+", " ")):
                text = vector["text"].replace(old, new)
                if text == vector["text"]:
                    continue
                changed += 1
                with self.subTest(vector=path.stem, replaced=old):
                    verdict = judge({**vector, "text": text})
                    self.assertEqual(["UNREADABLE"], verdict["reasons"])
        self.assertGreaterEqual(changed, 40)

    def test_fields_of_two_accepted_cards_do_not_mix(self):
        one, other = (accepted(name) for name in ("validity-at-a-museum", "family-card"))
        mine, theirs = carrier_of(one), carrier_of(other)
        self.assertEqual(len(mine), len(theirs))
        signature = issuer_signature(mine)
        for where in (DEVICE_KEY, slice(0, 20), signature, slice(signature.stop, len(mine))):
            mixed = put(mine, where, theirs[where])
            if mixed not in (mine, theirs):
                with self.subTest(where=where):
                    self.assert_not_accepted(one, mixed)


class Lists(unittest.TestCase):
    def test_no_list_survives_a_change(self):
        vector = accepted("validity-at-a-museum")
        lists = vector["lists"]
        for name in (lists["trust"], *lists["status"], *lists["catalogues"]):
            text = (VECTORS / "lists" / name).read_text()
            for at in range(0, len(text), 331):
                changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
                with self.subTest(list=name, at=at), self.assertRaises(Refused):
                    take(vector, name, changed)

    def test_a_list_is_refused_in_the_place_of_another(self):
        vector = accepted("validity-at-a-museum")
        trust, status = (VECTORS / "lists" / n for n in ("trust.jwt", "status-440100-0.jwt"))
        with self.assertRaises(Refused):
            take(vector, vector["lists"]["trust"], status.read_text())
        with self.assertRaises(Refused):
            take(vector, vector["lists"]["status"][0], trust.read_text())


def take(vector: dict[str, Any], name: str, text: str) -> None:
    """Loads the vector's lists with this text in the place of the list of this name."""
    lists, now = vector["lists"], vector["lists_loaded"]
    names = (lists["trust"], *lists["status"], *lists["catalogues"])
    texts = {n: (VECTORS / "lists" / n).read_text() for n in names} | {name: text}
    holdings = Holdings([Pin(key_of(Members(lists["root"])), 1)])
    holdings.take_trust_list(texts[lists["trust"]], now)
    for status in lists["status"]:
        holdings.take_status_list(texts[status], now)
    for catalogue in lists["catalogues"]:
        holdings.take_catalogue(texts[catalogue], now)


class Vectors(unittest.TestCase):
    def test_a_vector_with_a_member_too_many_is_refused(self):
        vector = json.loads((VECTORS / "accept" / "validity-at-a-museum.json").read_text())
        for part in (vector, vector["lists"], vector["verdict"]):
            part["surprise"] = 1
            with self.assertRaises(Wrong):
                check(vector)
            del part["surprise"]
        check(vector)

    def test_a_sequence_with_a_member_too_many_is_refused(self):
        raw = (SEQUENCES / "trust-list-rolled-back.json").read_bytes()
        for place in (b'"shows"', b'"opened"', b'"least_seq"', b'"trust"', b'"scene"', b'"at"'):
            with self.assertRaises(Wrong):
                read_sequence(raw.replace(place, b'"surprise": 1, ' + place, 1))
        read_sequence(raw)


if __name__ == "__main__":
    unittest.main()
