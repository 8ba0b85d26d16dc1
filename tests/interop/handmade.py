"""Cards, codes and documents made by hand from docs/protocol.md, for testing the readers.

The people are invented: the numbers have an unassigned sequence and a right check character.
"""

import base64
import hashlib
import json

import segno
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from essc_code import ALPHABET, BASE36, Code, sig_structure

ISSUER = ec.derive_private_key(0x1D5, ec.SECP256R1())
DEVICE = ec.derive_private_key(0xDE7, ec.SECP256R1())
NBF = 1_790_000_000
NUMBER = "44010619900307999"


def sign(key, message):
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def public_hex(key, form=serialization.PublicFormat.UncompressedPoint):
    return key.public_key().public_bytes(serialization.Encoding.X962, form).hex()


def base45(data):
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        text += "".join(ALPHABET[number // 45**i % 45] for i in range(len(pair) + 1))
    return text


def identity(number, card, name):
    """CBOR array and carrier bytes of an identity card with a citizen number."""
    kind, raw = 0, int(number[:17]).to_bytes(8, "big")
    card_bytes = sum(BASE36.index(c) * 36**i for i, c in enumerate(reversed(card))).to_bytes(6, "big")
    encoded = name.encode()
    carrier = bytes([kind]) + raw + card_bytes + bytes([len(encoded)]) + encoded
    return [kind, number, card, name], carrier


def code(profile, attributes, challenge=None, device=DEVICE, **changes):
    """A signed code (values) with the attributes given as CBOR list."""
    made = Code(
        profile=profile, kid=bytes.fromhex("06b72401"), nbf=NBF, lifetime=10_080, status_list=3,
        status_index=70_000, functions=0x0252, max_code_age=60, device_key=device.public_key(),
        attributes=attributes, issuer_signature=b"", iat=NBF + 4000, scene=501,
        hint=challenge and challenge[:2], device_signature=b"",
    )  # fmt: skip
    for name, value in changes.items():
        setattr(made, name, value)
    made.issuer_signature = sign(ISSUER, sig_structure(*made.card_parts()))
    made.device_signature = sign(device, sig_structure(*made.code_parts(challenge)))
    return made


def carrier(made, attribute_bytes):
    """The bytes of the QR (§4)."""
    point = made.device_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    return b"".join(
        (
            bytes([0x10, made.profile << 4 | (made.hint is not None)]),
            made.kid,
            made.nbf.to_bytes(4, "big"),
            made.lifetime.to_bytes(2, "big"),
            made.status_list.to_bytes(2, "big"),
            made.status_index.to_bytes(3, "big"),
            made.functions.to_bytes(2, "big"),
            bytes([made.max_code_age]),
            point,
            attribute_bytes,
            made.issuer_signature,
            (made.iat - made.nbf).to_bytes(3, "big"),
            made.scene.to_bytes(2, "big"),
            made.hint or b"",
            made.device_signature,
        )
    )


def text(made, attribute_bytes):
    return "SSC1:" + base45(carrier(made, attribute_bytes))


def write_code(directory, made, qr_text, challenge=None):
    directory.mkdir(parents=True)
    (directory / "card.cbor").write_bytes(made.card_cose())
    (directory / "code.cbor").write_bytes(made.code_cose(challenge))
    (directory / "code.txt").write_text(qr_text)
    qr = segno.make_qr(qr_text, error="m", boost_error=False)
    qr.save(str(directory / "code.png"), scale=4)
    expected = {"issuer_key": public_hex(ISSUER), "device_key": public_hex(DEVICE)}
    expected["challenge"] = challenge and challenge.hex()
    (directory / "expected.json").write_text(json.dumps(expected))
    return qr


def write_document(directory, name, typ, payload):
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    directory.mkdir(parents=True, exist_ok=True)
    header = json.dumps({"alg": "ES256", "kid": "06b72402", "typ": typ}).encode()
    signing_input = part(header) + b"." + part(json.dumps(payload).encode())
    token = signing_input + b"." + part(sign(ISSUER, signing_input))
    (directory / f"{name}.jwt").write_bytes(token)
    expected = {"key": public_hex(ISSUER), "typ": typ, "payload": payload}
    (directory / f"{name}.json").write_text(json.dumps(expected))


def challenge_of(request):
    return hashlib.sha256(b"essc-request-v1" + request).digest()
