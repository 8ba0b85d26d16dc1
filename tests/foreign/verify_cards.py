"""Verifies the cards that a foreign wallet was given, with python-cwt and PyJWT.

A card is believed as any CWT is: its signature under the key that the trust list has for its `kid`, a
list that the root signed; its times; and the key that it is bound to, which must be the wallet's.
"""

import base64

import cwt
import jwt

HEADER_TYP = 16
CLAIM_ISS, CLAIM_CNF, CLAIM_ESSC = 1, 8, -70001
CNF_COSE_KEY = 1
COSE_X, COSE_Y = -2, -3
PROFILES = {"validity": 0, "entitlement": 1, "masked": 2, "identity": 3}


class Failed(Exception):
    """Which card, and what about it."""


def card_keys(trust_list, root):
    """The card keys of a trust list as COSE keys; the list, a compact JWS, must be the root's."""
    signer = jwt.PyJWK.from_dict({**root, "alg": "ES256"})
    listed = jwt.decode(trust_list, signer, algorithms=["ES256"])
    return [
        cose_key(key["jwk"], bytes.fromhex(key["kid"]))
        for issuer in listed["issuers"]
        for key in issuer["keys"]
        if key["use"] == "card" and key["state"] == "active"
    ]


def cose_key(jwk, kid):
    x, y = unpadded(jwk["x"]), unpadded(jwk["y"])
    return cwt.COSEKey.new({1: 2, 2: kid, 3: -7, -1: 1, COSE_X: x, COSE_Y: y})


def verify(card, keys):
    """Gives the card's issuer; raises Failed unless it is the card that the wallet asked for.

    `card` is what the wallet kept: {"configuration", "credential", "device_key": JWK}.
    """
    name = card["configuration"]

    def need(condition, what):
        if not condition:
            raise Failed(f"{name}: {what}")

    token = unpadded(card["credential"])
    try:
        protected, _, _ = cwt.COSE.new(verify_kid=True).decode_with_headers(token, keys)
        # Signature once more, and the times against the clock.
        claims = cwt.decode(token, keys)
    except Exception as refusal:
        raise Failed(f"{name}: python-cwt refuses: {refusal}") from refusal
    need(protected.get(HEADER_TYP) == "essc-card+cwt", "typ is of another object")
    profile = PROFILES[name.removeprefix("essc-").removesuffix("-renewal")]
    need(claims[CLAIM_ESSC][2] == profile, "of another profile")
    bound, own = claims[CLAIM_CNF][CNF_COSE_KEY], card["device_key"]
    need(bound[COSE_X] == unpadded(own["x"]), "bound to another key (x)")
    need(bound[COSE_Y] == unpadded(own["y"]), "bound to another key (y)")
    return claims[CLAIM_ISS]


def unpadded(text):
    """The bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
