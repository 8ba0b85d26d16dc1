"""Verifies a QR text without a line of ours: verify_code.py TEXT --issuer-key HEX [--challenge HEX]

The issuer's key is its SEC 1 form in hexadecimal, compressed or not; the challenge the 32 bytes that a
code answering a request has signed. Prints what the code says; ends with 0 when both signatures fit,
1 when one doesn't, 2 when the text is not a code of version 1. Time, status and scene rules are not
judged here. Personal data is printed as the code has it.
"""

import argparse
import sys

from cryptography.hazmat.primitives.asymmetric import ec

from essc_code import Unreadable, Unsupported, read


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text")
    parser.add_argument("--issuer-key", required=True, type=bytes.fromhex)
    parser.add_argument("--challenge", type=bytes.fromhex)
    chosen = parser.parse_args(arguments)
    issuer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), chosen.issuer_key)
    try:
        code = read(chosen.text)
    except (Unreadable, Unsupported) as refusal:
        print(f"{type(refusal).__name__.lower()}: {refusal}")
        return 2
    card_fits, code_fits = code.verify(issuer, chosen.challenge)
    print(f"kid {code.kid.hex()}  profile {code.profile}  scene {code.scene:04}")
    print(f"card from {code.nbf} to {code.card_exp()}, code of {code.iat}")
    print(f"functions {code.functions:#06x}  attributes {code.attributes}")
    print(f"issuer's signature {'fits' if card_fits else 'DOES NOT FIT'}")
    print(f"device's signature {'fits' if code_fits else 'DOES NOT FIT'}")
    return 0 if card_fits and code_fits else 1


if __name__ == "__main__":
    sys.exit(main())
