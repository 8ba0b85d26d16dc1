"""What verify_cards accepts and refuses, on cards made by hand; the people and keys are nobody's."""

import base64
import time
import unittest

import cbor2
import cwt
import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from verify_cards import Failed, card_keys, verify

KID = bytes.fromhex("06b72401")


class Key:
    """A key pair and its public form as a JWK."""

    def __init__(self):
        private = ec.generate_private_key(ec.SECP256R1())
        self.private = private
        numbers = private.public_key().public_numbers()
        self.x, self.y = (value.to_bytes(32, "big") for value in (numbers.x, numbers.y))
        self.d = private.private_numbers().private_value.to_bytes(32, "big")
        self.jwk = {"kty": "EC", "crv": "P-256", "x": base64url(self.x), "y": base64url(self.y)}

    def cose(self):
        return cwt.COSEKey.new({1: 2, 2: KID, 3: -7, -1: 1, -2: self.x, -3: self.y, -4: self.d})


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


ROOT, ISSUER, DEVICE = Key(), Key(), Key()


def trust_list(state="active", root=ROOT):
    key = {"kid": KID.hex(), "jwk": ISSUER.jwk, "use": "card", "state": state}
    now = int(time.time())
    listed = {"iat": now, "exp": now + 60, "issuers": [{"keys": [key]}]}
    return jwt.encode(listed, root.private, algorithm="ES256")


def card(lifetime=600, typ="essc-card+cwt", profile=0, by=ISSUER, device=DEVICE):
    """What a wallet kept: a card of this lifetime in seconds, of a profile, signed, bound."""
    now = int(time.time())
    claims = {
        1: "CN-440100",
        4: now + lifetime,
        5: now - 300,
        8: {1: {1: 2, -1: 1, -2: device.x, -3: device.y}},
        -70001: [1, 0, profile, 4034, 60, []],
    }
    header = {1: -7, 4: KID, 16: typ}
    token = cwt.COSE.new().encode(cbor2.dumps(claims), key=by.cose(), protected=header)
    return {
        "configuration": "essc-validity",
        "credential": base64url(token),
        "device_key": DEVICE.jwk,
    }


class VerifiedCards(unittest.TestCase):
    def verified(self, kept, listed=None):
        return verify(kept, card_keys(listed or trust_list(), ROOT.jwk))

    def refused(self, kept, because, listed=None):
        with self.assertRaisesRegex(Failed, because):
            self.verified(kept, listed)

    def test_a_card_under_a_listed_key_is_verified(self):
        self.assertEqual(self.verified(card()), "CN-440100")

    def test_a_renewal_is_of_the_profile_it_renews(self):
        renewed = card() | {"configuration": "essc-validity-renewal"}
        self.assertEqual(self.verified(renewed), "CN-440100")

    def test_a_card_signed_by_a_stranger_is_refused(self):
        self.refused(card(by=Key()), "python-cwt refuses")

    def test_a_card_whose_time_has_passed_is_refused(self):
        self.refused(card(lifetime=-200), "python-cwt refuses")

    def test_a_card_under_a_key_that_was_withdrawn_is_refused(self):
        self.refused(card(), "python-cwt refuses", trust_list(state="compromised"))

    def test_an_object_of_another_kind_is_refused(self):
        self.refused(card(typ="essc-code+cwt"), "another object")

    def test_a_card_of_another_profile_is_refused(self):
        self.refused(card(profile=1), "another profile")

    def test_a_card_bound_to_another_key_is_refused(self):
        self.refused(card(device=Key()), "another key")

    def test_a_trust_list_of_another_root_is_refused(self):
        with self.assertRaises(jwt.InvalidSignatureError):
            card_keys(trust_list(root=Key()), ROOT.jwk)


if __name__ == "__main__":
    unittest.main()
