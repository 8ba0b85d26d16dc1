"""Chains of certificates, `x5c` (section 8.5, Certificates)."""

from . import android, harmony
from .certificates import MOST, Certificate, verify
from .der import NotDer
from .judging import Judgment, Question, Refusal, sha256, unless
from .revocations import Revocations


def judge(chain: list[bytes], question: Question, revocations: Revocations) -> Judgment:
    of_android, of_harmony = question.policy["android"], question.policy["huks"]
    unless(of_android is not None or of_harmony is not None, "scheme_not_accepted")
    unless(3 <= len(chain) <= 5, "certificate_count")
    unless(all(len(one) <= MOST for one in chain), "certificate_too_long")
    try:
        read = [Certificate.read(one) for one in chain]
    except NotDer as error:
        raise Refusal("certificate_form") from error
    leaf = read[0].key
    unless(leaf.curve() == "P-256" and leaf.bits == question.point, "leaf_key")
    pin = sha256(read[-1].key.whole).hex()
    if of_android is not None and pin in of_android["roots"]:
        return android.judge(read, question, of_android, revocations)
    if of_harmony is not None and pin in of_harmony["roots"]:
        return harmony.judge(read, question, of_harmony, revocations)
    raise Refusal("root_unknown")


def extension(chain: list[Certificate], identifier: bytes) -> bytes:
    """The scheme's extension, which is in the first certificate once and nowhere else."""
    unless(not any(one.all(identifier) for one in chain[1:]), "extension_elsewhere")
    found = chain[0].all(identifier)
    unless(len(found) > 0, "extension_missing")
    unless(len(found) == 1, "extension_twice")
    return found[0]


def check_links(chain: list[Certificate]) -> None:
    for issued, issuer in reversed(list(zip(chain, chain[1:]))):
        unless(issued.issuer == issuer.subject.whole, "issuer_name")
        verify(issued.algorithm, issuer.key, issued.signed, issued.signature)


def serials(chain: list[Certificate], revoked: set[str]) -> list[str]:
    found = [one.serial for one in chain[:-1]]
    unless(not revoked & set(found), "certificate_revoked")
    return found
