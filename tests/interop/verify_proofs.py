"""Judges every proof in tests/vectors/proofs with the reader written after docs/protocol.md.

    python tests/interop/verify_proofs.py

Fails when one comes to another outcome, when a file has a member nobody here knows, and when there are
no files. What the members mean stands in docs/protocol.md, section 14.
"""

import sys
from typing import Any

from issuer import proofs
from issuer.judging import Question, Refusal
from issuer.revocations import AuthorityList, Revocations
from verifier.jose import Refused, base64url, parse
from verify_vectors import VECTORS, closed

PROOFS = VECTORS / "proofs"
MEMBERS = {
    "shows", "proof", "nonce", "role", "now", "test", "policy", "status_list", "authority_lists",
    "known", "outcome",
}  # fmt: skip


def read_vector(raw: bytes) -> dict[str, Any]:
    vector = closed(parse(raw, 1 << 20), MEMBERS)
    closed(vector["policy"], {"required", "android", "huks", "app_attest", "providers"})
    if vector["status_list"] is not None:
        closed(vector["status_list"], {"json", "as_of"})
    for signed in vector["authority_lists"]:
        closed(signed, {"root", "list"})
    if vector["known"] is not None:
        closed(vector["known"], {"key", "app", "is_development", "counter"})
    outcome = vector["outcome"]
    kinds = [{"proof"}, {"refusal"}, {"level"}, set(outcome) | {"level", "pending", "notes", "serials"}]
    assert set(outcome) in kinds, outcome
    return vector


def revocations_of(vector: dict[str, Any]) -> Revocations:
    revocations = Revocations()
    if vector["status_list"] is not None:
        revocations.take_google(vector["status_list"]["json"], vector["status_list"]["as_of"])
    huks = vector["policy"]["huks"]
    roots = set(huks["roots"]) if huks is not None else set()
    lists = []
    for signed in vector["authority_lists"]:
        try:
            data, root = base64url(signed["list"]), base64url(signed["root"])
            lists.append(AuthorityList.read(data, root, roots))
        except Refused:
            pass  # not taken: what is held stays, here nothing
    revocations.take_harmony(lists, roots)
    return revocations


def outcome_of(vector: dict[str, Any]) -> dict[str, Any]:
    try:
        header, key = proofs.read(vector["proof"], vector["nonce"])
    except Refused:
        return {"proof": "refused"}
    is_identity = {"everyday": False, "identity": True}[vector["role"]]
    question = Question(
        key, vector["nonce"], is_identity, vector["now"], vector["test"], vector["policy"]
    )
    try:
        judged = proofs.judge(header, question, revocations_of(vector), vector["known"])
    except Refusal as refusal:
        return {"refusal": str(refusal)}
    if judged is None:
        return {"level": 0}
    outcome = {name: getattr(judged, name) for name in ("level", "pending", "notes", "serials")}
    further = {name: getattr(judged, name) for name in ("ends", "counter")}
    return outcome | {name: value for name, value in further.items() if value is not None}


def main() -> int:
    files = sorted(PROOFS.glob("*.json"))
    wrong = 0
    for file in files:
        vector = read_vector(file.read_bytes())
        got = outcome_of(vector)
        if got != vector["outcome"]:
            wrong += 1
            print(f"{file.name}: {got}, not {vector['outcome']}")
    print(f"{len(files)} proofs, {wrong} of them judged otherwise")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
