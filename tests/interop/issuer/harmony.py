"""What HarmonyOS says of a key (section 8.5, HarmonyOS)."""

from typing import Any

from verifier.jose import Members, Refused, parse

from . import chains, der
from .certificates import BASIC_CONSTRAINTS, Certificate
from .der import Value, need
from .judging import Judgment, Question, Refusal, unless
from .revocations import Revocations

_ARC = "1.3.6.1.4.1.2011.2.376"
_CLAIMS = der.oid(f"{_ARC}.1.3")
_CHALLENGE, _APP, _HARMONY_APP, _ORIGIN, _MANAGER = (
    der.oid(f"{_ARC}.{end}") for end in ("2.1.4", "2.1.3", "2.1.3.1", "2.1.5", "2.2.2.6")
)
_HUKS = bytes.fromhex("28c4fb4944afec11b9090242ac120002")

Claims = dict[bytes, tuple[int, Value]]


def judge(
    chain: list[Certificate], question: Question, policy: dict[str, Any], revocations: Revocations
) -> Judgment:
    unless(len(chain) in (3, 4), "chain_shape")
    data = chains.extension(chain, _CLAIMS)
    unless(all(one.is_authority() is True for one in chain[1:]), "huks_issuer_constraints")
    leaf = chain[0]
    unless(leaf.all(BASIC_CONSTRAINTS) == [] or leaf.is_authority() is False, "huks_leaf_constraints")
    chains.check_links(chain)
    for one in reversed(chain):
        one.check_validity(question.now)
    serials = chains.serials(chain, revocations.harmony)
    _check(_claims(data), question, policy)
    notes = ["user_auth_unattested"] if question.is_identity else []
    pending = policy["list_required"] and not revocations.harmony_is_current(question.now)
    return Judgment(1, pending, notes, serials)


def _claims(data: bytes) -> Claims:
    try:
        version, *listed = der.read(data).inside(der.SEQUENCE)
        need(version.integer() == 0)
        claims: Claims = {}
        for claim in listed:
            level, identifier, value = claim.inside(der.SEQUENCE)
            name = identifier.bytes(der.OID)
            need(name not in claims)
            claims[name] = (level.integer(), value)
        return claims
    except (ValueError, IndexError) as error:
        raise Refusal("huks_claims_form") from error


def _check(claims: Claims, question: Question, policy: dict[str, Any]) -> None:
    def says(name: bytes, octets: bytes) -> bool:
        value = claims[name][1] if name in claims else None
        return value is not None and (value.first, value.content) == (der.OCTETS, octets)

    unless(says(_CHALLENGE, question.challenge), "huks_challenge")
    app = _app(claims)
    named = {(one["bundle_name"], one["app_identifier"]) for one in policy["apps"]}
    unless((app["bundleName"], app["appIdentifier"]) in named, "huks_app")
    unless(app["appMode"] == "release", "huks_app_mode")
    unless(says(_ORIGIN, bytes([2, 0, 0, 0])), "huks_origin")
    unless(says(_MANAGER, _HUKS), "huks_key_manager")
    unless([claims[name][0] for name in (_ORIGIN, _MANAGER)] == [3, 3], "huks_security_level")


def _app(claims: Claims) -> dict[str, str]:
    try:
        need(_APP in claims)
        identifier, text = claims[_APP][1].inside(der.SEQUENCE)
        need(identifier.bytes(der.OID) == _HARMONY_APP)
        members = Members(parse(text.bytes(der.OCTETS), 2048))
        return {name: members.text(name) for name in ("bundleName", "appIdentifier", "appMode")}
    except (Refused, ValueError) as error:
        raise Refusal("huks_app_form") from error
