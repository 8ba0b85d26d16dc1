"""What Android says of a key (section 8.5, Android)."""

from datetime import datetime, timezone
from typing import Any

from . import chains, der
from .certificates import Certificate
from .der import NotDer, Value, need
from .judging import LEVELS, Judgment, Question, Refusal, unless
from .revocations import Revocations

EXTENSION = der.oid("1.3.6.1.4.1.11129.2.1.17")
_ORGANIZATION, _NAME, _SERIAL = (der.oid(f"2.5.4.{n}") for n in (10, 3, 5))
_INTEGERS = (2, 3, 10, 504, 505, 702, 706, 718, 719)

List = dict[int, Value]


def judge(
    chain: list[Certificate], question: Question, policy: dict[str, Any], revocations: Revocations
) -> Judgment:
    top = chain[-2]
    organizations, names = top.texts(_ORGANIZATION), top.texts(_NAME)
    has_serial = top.texts(_SERIAL) != []
    is_google = organizations == ["Google LLC"] and names == ["Droid CA2"]
    provisioned = is_google and not has_serial
    factory = has_serial and not is_google
    unless((provisioned and len(chain) == 5) or (factory and len(chain) == 4), "chain_shape")
    data = chains.extension(chain, EXTENSION)
    chains.check_links(chain)
    for one in reversed(chain[1:-1]):
        one.check_validity(question.now, may_have_ended=factory)
    serials = chains.serials(chain, revocations.android)
    level = _check_key(data, chain, provisioned, question, policy)
    notes = ["remotely_provisioned"] if provisioned else []
    if not question.is_identity and _lacks_lock(data):
        notes.append("unlocked_not_required")
    least = LEVELS[policy["rkp_from"]] if policy["rkp_from"] is not None else 3
    if factory and level >= least:
        unless(least > 1, "factory_chain")
        level, notes = least - 1, notes + ["factory_chain_limited"]
    pending = not revocations.android_is_current(question.now)
    return Judgment(level, pending, notes, serials)


def _read(data: bytes) -> tuple[list[int], bytes, List, List]:
    """Both security levels, the challenge, and the lists of software and hardware."""
    try:
        version, level, keymint, key_level, challenge, unique, soft, hard = der.read(data).inside(
            der.SEQUENCE
        )
        version.integer(), keymint.integer(), unique.bytes(der.OCTETS)
        levels = [level.integer(der.ENUMERATED), key_level.integer(der.ENUMERATED)]
        return levels, challenge.bytes(der.OCTETS), _list(soft), _list(hard)
    except (ValueError, IndexError) as error:
        raise Refusal("key_description_form") from error


def _list(value: Value) -> List:
    found: List = {}
    for tagged in value.inside(der.SEQUENCE):
        need(tagged.is_context(tagged.number))
        need(not found or tagged.number > max(found))
        found[tagged.number] = tagged.explicit()
    for number, one in found.items():
        if number in (1, 5):
            [member.integer() for member in one.inside(der.SET)]
        elif number in _INTEGERS:
            one.integer()
        elif number in (503, 506, 509):
            one.bytes(der.NULL)
        elif number == 709:
            one.bytes(der.OCTETS)
        elif number == 704:
            key, locked, state, *more = one.inside(der.SEQUENCE)
            key.bytes(der.OCTETS), locked.boolean(), state.integer(der.ENUMERATED)
            need(len(more) <= 1 and all(x.first == der.OCTETS for x in more))
    return found


def _lacks_lock(data: bytes) -> bool:
    _, _, soft, hard = _read(data)
    return 509 not in soft and 509 not in hard


def _check_key(
    data: bytes,
    chain: list[Certificate],
    provisioned: bool,
    question: Question,
    policy: dict[str, Any],
) -> int:
    levels, challenge, soft, hard = _read(data)
    unless(challenge == question.challenge, "key_challenge")
    unless(levels[0] == levels[1], "security_levels_differ")
    level = levels[0]
    unless(level != 0, "software_key")
    unless(level in (1, 2), "security_level_unknown")
    if provisioned:
        named = chain[1].texts(_ORGANIZATION) == [{1: "TEE", 2: "StrongBox"}[level]]
    else:
        texts = chain[1].texts() + chain[2].texts()
        has_box = any("strongbox" in text.lower() for text in texts if text is not None)
        named = has_box == (level == 2)
    unless(named, "security_level_of_chain")
    unless(704 not in soft, "root_of_trust_in_software")
    unless(704 in hard, "root_of_trust")
    boot_key, locked, state = hard[704].inside(der.SEQUENCE)[:3]
    unless(locked.boolean(), "device_unlocked")
    number = state.integer(der.ENUMERATED)
    known = number == 1 and boot_key.content.hex() in policy["verified_boot_keys"]
    unless(number == 0 or known, "boot_state")

    def numbers(tag: int) -> set[int]:
        return {one.integer() for one in hard[tag].inside(der.SET)} if tag in hard else set()

    def number_of(tag: int) -> int | None:
        return hard[tag].integer() if tag in hard else None

    purposes = numbers(1)
    unless(2 in purposes and purposes <= {2, 3}, "key_purpose")
    unless(number_of(2) == 3, "key_algorithm")
    unless(number_of(3) == 256, "key_size")
    unless(number_of(10) == 1, "key_curve")
    unless(4 in numbers(5), "key_digest")
    unless(702 not in soft, "key_origin_in_software")
    unless(number_of(702) == 0, "key_origin")
    if question.is_identity:
        unless((number_of(504) or 0) & 3 != 0, "user_authentication")
        for tag, word in (
            (503, "no_authentication"),
            (505, "authentication_timeout"),
            (506, "while_on_body"),
        ):
            unless(tag not in soft and tag not in hard, word)
    else:
        is_locked = 509 in soft or 509 in hard
        unless(is_locked or policy["unlocked"] == "warn", "unlocked_device")
    _check_app(soft, policy)
    _check_patches(hard, level, question.now, policy)
    return level


def _check_app(soft: List, policy: dict[str, Any]) -> None:
    unless(709 in soft, "application_missing")
    try:
        packages, signers = der.read(soft[709].bytes(der.OCTETS)).inside(der.SEQUENCE)
        names = []
        for package in packages.inside(der.SET):
            name, version = package.inside(der.SEQUENCE)
            version.bytes(der.INTEGER)
            names.append(name.bytes(der.OCTETS))
        digests = {one.bytes(der.OCTETS).hex() for one in signers.inside(der.SET)}
    except (ValueError, IndexError) as error:
        raise Refusal("application_form") from error
    apps = [app for app in policy["apps"] if [app["package"].encode()] == names]
    unless(apps != [], "application")
    wanted = [set(app["signatures"]) for app in apps]
    unless(digests != set() and digests in wanted, "application_signature")


def _check_patches(hard: List, level: int, now: int, policy: dict[str, Any]) -> None:
    levels = {tag: hard[tag].integer() for tag in (706, 718, 719) if tag in hard}
    unless(levels.get(706, 0) != 0, "patch_missing")
    moment = datetime.fromtimestamp(now, timezone.utc)
    current = moment.year * 12 + moment.month - 1
    most = policy["patch_months"]
    if level == 2 and policy["patch_months_secure_element"] is not None:
        most = policy["patch_months_secure_element"]
    for patch in levels.values():
        if patch == 0:
            continue
        digits = str(patch)
        unless(len(digits) in (6, 8) and 1 <= int(digits[4:6]) <= 12, "patch_form")
        month = int(digits[:4]) * 12 + int(digits[4:6]) - 1
        unless(current - month <= most, "patch_too_old")
        unless(month - current <= 2, "patch_in_future")


__all__ = ["NotDer", "judge"]
