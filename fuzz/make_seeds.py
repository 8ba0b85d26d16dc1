"""Writes fuzz/seeds: a few good inputs for each target, so that mutation starts behind the first door.

A seed named bad-… is one that must be refused; tests/fuzz_seeds.rs holds them to it.
Run with the Python of the interop step: target/interop-venv/bin/python fuzz/make_seeds.py
The keys and the clock are those of fuzz/src/lib.rs; signatures are random, so the files change.
"""

import base64
import datetime
import json
import re
import sys
import zlib
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "interop"))

import handmade  # noqa: E402
from det_cbor import Tagged, encode  # noqa: E402
from essc_code import check_character, cose_key, sig_structure  # noqa: E402

NOW = 1_795_000_000
ISSUER = ec.derive_private_key(int.from_bytes(b"\2" * 32, "big"), ec.SECP256R1())
NUMBER = handmade.NUMBER + check_character(handmade.NUMBER)


def seed(target, name, data):
    directory = HERE / "seeds" / target
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwk(key):
    numbers = key.public_key().public_numbers()
    x, y = (b64(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def codes():
    attributes = {
        "validity": (0, [], b""),
        "entitlement": (1, [9], b"\0\x09"),
        "masked": (2, [0, "440", NUMBER[-4:], "张*"], b"\0" + f"440{NUMBER[-4:]}\4张*".encode()),
        "identity": (3, *handmade.identity(NUMBER, "A1B2C3D4E", "张三")),
        "passport": (3, [0x13, "E12345678", "00000000Z", "José"], b"\x13\x09E12345678\0\0\0\0\0\x23\5" + "José".encode()),
    }  # fmt: skip
    for name, (profile, cbor, raw) in attributes.items():
        for challenge in (None, handmade.challenge_of(b"x")):
            made = handmade.code(profile, cbor, challenge)
            name += "-asked" if challenge else ""
            seed("carrier", name, handmade.carrier(made, raw))
            seed("card_cwt", name, made.card_cose())
            seed("code_cwt", name, made.code_cose(challenge))
    seed("carrier", "text", handmade.text(made, raw))
    seed("base45", "text", handmade.text(made, raw)[5:])


def requests():
    venue = {
        1: "CN-440100", 4: NOW + 1000, 5: NOW, 8: {1: cose_key(handmade.DEVICE.public_key())},
        -70001: [1, "gz-lib-01", "广州图书馆", 440100, [501, 502]],
    }  # fmt: skip
    protected = encode({1: -7, 4: bytes.fromhex("06b72404"), 16: "essc-venue+cwt"})
    card = sign1(protected, encode(venue), ISSUER)
    seed("venue_card", "library", card)
    claims = {"aud": "https://card.example/440100", "iat": NOW, "venue_id": "gz-lib-01"}
    seed("venue_renewal", "payload", json.dumps(claims))
    seed("venue_renewal", "fraction", json.dumps({**claims, "iat": NOW + 0.5, "exp": NOW + 60}))
    seed("venue_renewal", "bad-time", json.dumps({**claims, "iat": -1}))
    header = b64(json.dumps({"alg": "ES256", "typ": "essc-venue+jwt", "jwk": jwk(ISSUER)}).encode())
    signed = f"{header}.{b64(json.dumps(claims).encode())}"
    seed("venue_renewal", "whole", f"{signed}.{b64(handmade.sign(ISSUER, signed.encode()))}")
    for name, amount, purpose in (("bare", None, None), ("payment", 1234, "门诊结算")):
        payload = {4: NOW + 120, 6: NOW, -70001: [1, 502, bytes(16), amount, purpose, card]}
        protected = encode({1: -7, 16: "essc-request+cwt"})
        request = sign1(protected, encode(payload), handmade.DEVICE)
        seed("request", name, request)
        seed("request", f"{name}-text", "SSCQ1:" + handmade.base45(request))


def sign1(protected, payload, key):
    signature = handmade.sign(key, sig_structure(protected, payload))
    return encode(Tagged(18, [protected, {}, payload, signature]))


def documents():
    key = {"kid": "06b72401", "jwk": jwk(ISSUER), "suite": 0, "use": "card", "state": "active"}
    key |= {"nbf": NOW - 10, "exp": NOW + 10_000}
    issuer = {
        "region": "440100", "level": "prefecture", "name": {"zh": "广州", "en": "Guangzhou"},
        "credential_issuer": "https://card.example/440100", "max_card_life": 604_800,
        "keys": [key], "status_base": "https://card.example/440100/status", "status_lists": [0, 3],
        "catalogue": "https://card.example/440100/catalogue",
    }  # fmt: skip
    trust = {"seq": 8, "iat": NOW, "exp": NOW + 86_400, "soft_exp": NOW + 3600, "test": False}
    trust |= {"next_root": jwk(ISSUER), "issuers": [issuer]}
    seed("trust_list", "guangzhou", json.dumps(trust))
    scene = {
        "code": "0501", "area": "culture", "name": {"zh": "图书馆", "en": "Library"},
        "department": "文化", "profiles": ["validity"], "functions": ["identity"], "level": 1,
        "min_key": "software", "delegated": "allowed", "rotate_after": 30, "max_code_age": 60,
        "max_status_age": 86_400, "challenge": "none", "replay": "card", "cooldown": 300,
        "receipt_days": 0, "regions": ["440000"], "cross_border": False, "enabled": True,
    }  # fmt: skip
    base = {"region": "440000", "seq": 1, "iat": NOW, "exp": NOW + 86_400, "effective": NOW}
    base |= {"min_trust_seq": 1, "scenes": [scene]}
    seed("catalogue", "base", json.dumps(base))
    local = scene | {"code": "10500", "profiles": ["entitlement"], "answers": ["resident"]}
    overlay = base | {"region": "440100", "scenes": [local]}
    seed("catalogue", "overlay", json.dumps(overlay))
    entries = zlib.compress(bytes(1 << 18), 9)
    seed("status_entries", "zeros", entries)
    seed("status_entries", "bad-short", zlib.compress(bytes(100)))
    seed("status_entries", "bad-bomb", zlib.compress(bytes(1 << 22), 9)[:8000])
    token = {"sub": "urn:essc:status:440100:0", "iat": NOW, "exp": NOW + 3600, "ttl": 600}
    token |= {"min_trust_seq": 1, "status_list": {"bits": 2, "lst": b64(entries)}}
    seed("status_list", "zeros", json.dumps(token))
    seed("bundle", "small", json.dumps({"trust": "a.b.c", "roots": ["x"], "status": [], "catalogues": ["d"]}))


def offers():
    grant = {"pre-authorized_code": "c0de", "tx_code": {"input_mode": "numeric", "length": 6}}
    offer = {
        "credential_issuer": "https://card.example/440100",
        "credential_configuration_ids": [
            f"essc-{profile}" for profile in ("validity", "entitlement", "masked", "identity")
        ],
        "grants": {"urn:ietf:params:oauth:grant-type:pre-authorized_code": grant},
    }
    seed("offer", "json", json.dumps(offer))
    link = "openid-credential-offer://?credential_offer=" + quote(json.dumps(offer), safe="")
    seed("offer", "link", link)


def keys():
    seed("jwk", "key", json.dumps(jwk(ISSUER)))
    raw = handmade.sign(ISSUER, b"x")
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    seed("der_signature", "der", encode_dss_signature(r, s))
    seed("der_signature", "short", encode_dss_signature(1, 0x80))
    seed("der_signature", "raw", raw)
    header = {"alg": "ES256", "kid": "06b72401", "typ": "essc-trust+jwt"}
    proof = {"alg": "ES256", "typ": "essc-trust+jwt", "jwk": jwk(ISSUER)}
    for name, value in (("document", header), ("proof", proof)):
        seed("jws", name, json.dumps(value))
        seed("jws", f"{name}-whole", f"{b64(json.dumps(value).encode())}.{b64(b'{}')}.{b64(raw)}")


def app_attest():
    file = HERE.parent / "tests/vectors/published/attestation/apple/attestation-production.json"
    published = json.loads(file.read_text())
    object = base64.b64decode(published["attestation"])
    seed("app_attest", "attestation", object)
    data = bytes(32) + b"\x40" + (1).to_bytes(4, "big")
    assertion = encode({"signature": encode_dss_signature(1, 0x80), "authenticatorData": data})
    seed("app_attest", "assertion", assertion)
    sent = {1: base64.b64decode(published["keyId"]), 2: assertion}
    seed("app_attest", "sent", encode(sent | {3: object}))
    seed("app_attest", "sent-again", encode(sent))
    seed("app_attest", "bad-key-id", encode(sent | {1: bytes(31)}))
    seed("app_attest", "bad-format", object.replace(b"apple-appattest", b"apple-appattesu"))

def chains():
    published = HERE.parent / "tests" / "vectors" / "published" / "attestation"
    files = {
        "provisioned": "android/caiman-sdk36-SB_EC_RKP",
        "factory": "android/sony-xperia10-iii-sdk33-TEE_EC",
        "bad-form": "android/malformed_rot_device_locked",
        "harmony-os": "huawei/chain-rsa-debug",
    }
    for name, file in files.items():
        pem = (published / f"{file}.pem").read_text()
        blocks = re.findall("-----BEGIN CERTIFICATE-----(.*?)-----END", pem, re.DOTALL)
        chain = [base64.b64decode(block) for block in blocks]
        oid = "1.3.6.1.4.1.2011.2.376.1.3" if name == "harmony-os" else "1.3.6.1.4.1.11129.2.1.17"
        extensions = x509.load_der_x509_certificate(chain[0]).extensions
        statement = extensions.get_extension_for_oid(x509.ObjectIdentifier(oid)).value.value
        seed("certificate", f"{name}-statement", statement)
        if not name.startswith("bad-"):
            seed("certificate", name, b"".join(len(der).to_bytes(2, "big") + der for der in chain))
            seed("certificate", f"{name}-root", chain[-1])
    seed("certificate", "leaf", chain[0])


def revocation_lists():
    day = datetime.timedelta(days=1)
    made = datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Device Attestation Root CA 1")])
    empty = x509.CertificateRevocationListBuilder().issuer_name(name).last_update(made)
    empty = empty.next_update(made + 7 * day)
    seed("revocation_list", "empty", signed(empty))
    full = empty.add_extension(x509.CRLNumber(7), critical=False)
    for serial in (1, 0x80, 1 << 150):
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(made - day)
        one = one.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        full = full.add_revoked_certificate(one.build())
    seed("revocation_list", "three", signed(full))
    delta = full.add_extension(x509.DeltaCRLIndicator(6), critical=True)
    seed("revocation_list", "bad-delta", signed(delta))


def signed(builder):
    return builder.sign(ISSUER, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


codes()
requests()
documents()
offers()
keys()
app_attest()
chains()
revocation_lists()
