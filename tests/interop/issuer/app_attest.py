"""App Attest: Apple vouches for the app, and the app for the key (section 8.5, App Attest)."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from verifier.cbor import NotCbor, decode, encode
from verifier.jose import Members, Refused, base64url, key_of
from verifier.keys import NotAKey, PublicKey

from . import chains, der
from .certificates import MOST, Certificate
from .der import NotDer
from .judging import LEVELS, Judgment, Question, Refusal, sha256, unless

_EXTENSION = der.oid("1.2.840.113635.100.8.2")
_HEAD = bytes.fromhex("3024a1220420")
_PRODUCTION, _DEVELOPMENT = b"appattest" + bytes(7), b"appattestdevelop"
MOST_SENT, MOST_OBJECT, MOST_ASSERTION, MOST_MEMBERS = 20_480, 16_384, 1_024, 16


def judge(text: str, question: Question, known: dict[str, Any] | None) -> Judgment:
    try:
        data = base64url(text)
        sent = decode(data) if len(data) <= MOST_SENT else None
        form = isinstance(sent, dict) and set(sent) in ({1, 2}, {1, 2, 3})
        form = form and all(isinstance(value, bytes) for value in sent.values())
    except (Refused, NotCbor):
        form = False
    unless(form and len(sent[1]) == 32, "app_attest_form")
    policy = question.policy["app_attest"]
    unless(policy is not None and policy["level"] != "software", "scheme_not_accepted")
    if known is not None:
        key, app, counter = _known(known, sent[1], question, policy)
    else:
        unless(3 in sent, "app_attest_attestation_missing")
        key, app, counter = *_attested(sent[3], sent[1], question, policy), 0
    asserted = _asserted(sent[2], key, app, question)
    unless(asserted > counter, "app_attest_assertion_counter")
    return Judgment(LEVELS[policy["level"]], counter=asserted)


def _point(key: PublicKey) -> bytes:
    return b"\x04" + key.x + key.y


def _known(
    known: dict[str, Any], identifier: bytes, question: Question, policy: dict[str, Any]
) -> tuple[PublicKey, str, int]:
    key = key_of(Members(known["key"]))
    unless(sha256(_point(key)) == identifier, "app_attest_key_id")
    unless(known["app"] in policy["apps"], "app_attest_app")
    unless(question.is_test or not known["is_development"], "app_attest_environment")
    return key, known["app"], known["counter"]


def _attested(
    data: bytes, identifier: bytes, question: Question, policy: dict[str, Any]
) -> tuple[PublicKey, str]:
    form = "app_attest_attestation_form"
    read = _members(data, MOST_OBJECT, form)
    unless(read.get("fmt") == "apple-appattest", form)
    statement, auth = read.get("attStmt"), read.get("authData")
    unless(isinstance(statement, dict) and isinstance(auth, bytes), form)
    x5c = statement.get("x5c")
    unless(isinstance(x5c, list) and [type(one) for one in x5c] == [bytes, bytes], form)
    unless(len(auth) >= 55 and len(auth) >= 55 + int.from_bytes(auth[53:55], "big"), form)
    credential = auth[55 : 55 + int.from_bytes(auth[53:55], "big")]
    point, nonce = _check_certificates(x5c, question, policy)
    client_data = sha256(b"essc-app-attest-v1", question.challenge)
    unless(nonce == _HEAD + sha256(auth, client_data), "app_attest_attestation_nonce")
    unless(sha256(point) == identifier == credential, "app_attest_key_id")
    apps = [app for app in policy["apps"] if sha256(app.encode()) == auth[:32]]
    unless(apps != [], "app_attest_app")
    unless(int.from_bytes(auth[33:37], "big") == 0, "app_attest_attestation_counter")
    aaguid = auth[37:53]
    is_development = aaguid == _DEVELOPMENT and question.is_test
    unless(aaguid == _PRODUCTION or is_development, "app_attest_environment")
    return PublicKey.uncompressed(point[1:33], point[33:]), apps[0]


def _check_certificates(
    x5c: list[bytes], question: Question, policy: dict[str, Any]
) -> tuple[bytes, bytes]:
    unless(all(len(one) <= MOST for one in x5c), "certificate_too_long")
    try:
        leaf, intermediate = (Certificate.read(one) for one in x5c)
    except NotDer as error:
        raise Refusal("certificate_form") from error
    roots = [Certificate.read(base64.b64decode(root)) for root in policy["roots"]]
    named = [root for root in roots if root.subject.whole == intermediate.issuer]
    unless(named != [], "root_unknown")
    chain = [leaf, intermediate, named[0]]
    chains.check_links(chain)
    nonce = chains.extension(chain, _EXTENSION)
    intermediate.check_validity(question.now)
    unless(intermediate.is_authority() is True, "chain_shape")
    leaf.check_validity(question.now)
    unless(leaf.is_authority() is False, "chain_shape")
    is_point = leaf.key.curve() == "P-256" and len(leaf.key.bits) == 65
    try:
        unless(is_point, "leaf_key")
        PublicKey.uncompressed(leaf.key.bits[1:33], leaf.key.bits[33:])
    except NotAKey as error:
        raise Refusal("leaf_key") from error
    return leaf.key.bits, nonce


def _asserted(data: bytes, key: PublicKey, app: str, question: Question) -> int:
    form = "app_attest_assertion_form"
    read = _members(data, MOST_ASSERTION, form)
    signature, auth = read.get("signature"), read.get("authenticatorData")
    unless(isinstance(signature, bytes) and isinstance(auth, bytes) and len(auth) >= 37, form)
    try:
        r, s = decode_dss_signature(signature)
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    except (ValueError, OverflowError) as error:
        raise Refusal(form) from error
    unless(auth[:32] == sha256(app.encode()), "app_attest_app")
    thumbprint = sha256(encode(question.key.cose()))
    role = bytes([question.is_identity])
    client_data = sha256(b"essc-key-v1", question.challenge, thumbprint, role)
    signed = sha256(auth, client_data)
    unless(key.verifies(raw, signed), "app_attest_assertion_signature")
    return int.from_bytes(auth[33:37], "big")


def _members(data: bytes, most: int, form: str) -> dict[Any, Any]:
    """A CBOR map of definite lengths, its members in any order, none twice."""
    try:
        unless(len(data) <= most, form)
        value, end = _item(data, 0, 0)
        unless(end == len(data) and isinstance(value, dict), form)
        return value
    except (ValueError, IndexError) as error:
        raise Refusal(form) from error


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > 8:
        raise ValueError("nested too deep")
    major, low, at = data[at] >> 5, data[at] & 31, at + 1
    if low >= 28 or major == 6 or (major == 7 and low >= 24):
        raise ValueError("an indefinite length, a tag or floating point")
    count = low
    if low >= 24:
        width = 1 << (low - 24)
        count, at = int.from_bytes(data[at : at + width], "big"), at + width
    if major in (2, 3):
        content = data[at : at + count]
        if len(content) < count:
            raise ValueError("cut short")
        return content if major == 2 else content.decode(), at + count
    if major == 4:
        if count > len(data):
            raise ValueError("cut short")
        items = []
        for _ in range(count):
            item, at = _item(data, at, depth + 1)
            items.append(item)
        return items, at
    if major == 5:
        if count > MOST_MEMBERS:
            raise ValueError("too many members")
        members: dict[Any, Any] = {}
        for _ in range(count):
            name, at = _item(data, at, depth + 1)
            value, at = _item(data, at, depth + 1)
            if not isinstance(name, str) or name in members:
                raise ValueError("a member twice, or one without a name")
            members[name] = value
        return members, at
    return (count if major == 0 else -1 - count if major == 1 else None), at
