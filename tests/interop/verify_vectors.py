"""Judges every vector in tests/vectors with the verifier that was written from docs/protocol.md.

    python tests/interop/verify_vectors.py

Fails when a verdict differs in any member, when a vector has a member nobody here knows, and when
there are no vectors. What the members of a vector mean stands in docs/protocol.md, section 14.
"""

import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from verifier.gate import Gate
from verifier.holdings import Holdings
from verifier.jose import Members, key_of, parse
from verifier.roots import Pin

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
OUTCOMES = {"accept": "accepted", "reject": "rejected", "unreadable": "unreadable"}
BASE_PROVINCE = 440000

MEMBERS = {
    "shows", "gate_started", "lists_loaded", "now", "venue_region", "scene", "lists", "requests",
    "before", "text", "verdict",
}  # fmt: skip
RESTARTS = {"shows", "gate_started", "venue_region", "scene", "root", "bundle", "scans"}
VERDICT = {
    "outcome", "reasons", "disclosed", "code_age_s", "trust", "status", "guard", "suite", "skew_s",
    "test", "as_of",
}  # fmt: skip


class Wrong(Exception):
    """A vector that isn't one, or that is not judged as it says."""


def closed(value: dict[str, Any], members: set[str]) -> dict[str, Any]:
    if set(value) != members:
        raise Wrong(f"members unknown or missing: {sorted(set(value) ^ members)}")
    return value


def read_vector(path: Path) -> dict[str, Any]:
    return check(parse(path.read_bytes(), 1 << 20))


def check(vector: dict[str, Any]) -> dict[str, Any]:
    """Every member known and there, at every level that says something."""
    closed(vector, MEMBERS)
    closed(vector["lists"], {"root", "trust", "status", "catalogues"})
    for scan in vector["before"]:
        closed(scan, {"now", "text"})
    closed(vector["verdict"], VERDICT)
    return vector


def load(lists: dict[str, Any], now: int) -> Holdings:
    """Gates with the same lists share them: a scan changes nothing in them."""
    return _load(json.dumps(lists), now)


@lru_cache(maxsize=32)
def _load(given: str, now: int) -> Holdings:
    lists = json.loads(given)
    holdings = Holdings([Pin(key_of(Members(lists["root"])), 1)])
    folder = VECTORS / "lists"
    if lists["trust"] is not None:
        holdings.take_trust_list((folder / lists["trust"]).read_text(), now)
    for name in lists["status"]:
        holdings.take_status_list((folder / name).read_text(), now)
    for name in lists["catalogues"]:
        holdings.take_catalogue((folder / name).read_text(), now)
    return holdings


def open_gate(vector: dict[str, Any]) -> Gate:
    """Just before the scan: lists loaded, requests kept, earlier scans made."""
    holdings = load(vector["lists"], vector["lists_loaded"])
    place, scene = int(vector["venue_region"]), int(vector["scene"])
    gate = Gate(holdings, place, BASE_PROVINCE, vector["gate_started"])
    if holdings.trust is not None:
        gate.saw(vector["lists_loaded"])
    for request in vector["requests"]:
        gate.keep_request(request)
    for scan in vector["before"]:
        earlier = gate.scan(scan["text"].encode(), scene, scan["now"])
        if earlier["outcome"] != "accepted":
            raise Wrong(f"a scan before it is not accepted: {earlier['reasons']}")
    return gate


def judge(vector: dict[str, Any]) -> dict[str, Any]:
    scene = int(vector["scene"])
    return open_gate(vector).scan(vector["text"].encode(), scene, vector["now"])


def as_json(verdict: dict[str, Any], member: str) -> str:
    """For comparing: to Python true is 1, and a member left out is null."""
    return json.dumps(verdict[member], sort_keys=True) if member in verdict else "left out"


def differences(path: Path) -> list[str]:
    try:
        vector = read_vector(path)
        verdict = judge(vector)
    except (Wrong, ValueError) as error:
        return [str(error)]
    said = vector["verdict"]
    found = [
        f"{member}: says {said.get(member)!r}, judged {verdict.get(member)!r}"
        for member in sorted(set(said) | set(verdict))
        if as_json(said, member) != as_json(verdict, member)
    ]
    if said["outcome"] != OUTCOMES[path.parent.name]:
        found.append("stands in the folder of another outcome")
    return found


def judge_restarts(path: Path) -> list[str]:
    """A gate that starts for every scan. All it accepted is on its disk, so it is one gate here."""
    vector = closed(parse(path.read_bytes(), 1 << 20), RESTARTS)
    holdings = Holdings([Pin(key_of(Members(vector["root"])), 1)])
    first = vector["scans"][0]["now"]
    holdings.take_trust_list(vector["bundle"]["trust"], first)
    for text in vector["bundle"]["status"]:
        holdings.take_status_list(text, first)
    for text in vector["bundle"]["catalogues"]:
        holdings.take_catalogue(text, first)
    place, scene = int(vector["venue_region"]), int(vector["scene"])
    gate = Gate(holdings, place, BASE_PROVINCE, vector["gate_started"])
    found = []
    for number, scan in enumerate(vector["scans"]):
        closed(scan, {"now", "text", "outcome", "reasons"})
        gate.saw(scan["now"])
        verdict = gate.scan(scan["text"].encode(), scene, scan["now"])
        judged = {member: verdict[member] for member in ("outcome", "reasons")}
        if judged != {member: scan[member] for member in judged}:
            found.append(f"scan {number}: judged {judged}")
    return found


def main() -> int:
    restarts = sorted((VECTORS / "restarts").glob("*.json"))
    paths = [path for folder in OUTCOMES for path in sorted((VECTORS / folder).glob("*.json"))]
    folders = [*OUTCOMES, "restarts"]
    empty = [folder for folder in folders if not any((VECTORS / folder).glob("*.json"))]
    if empty:
        print(f"no vectors in {', '.join(empty)}", file=sys.stderr)
        return 1
    wrong = {path: found for path in paths if (found := differences(path))}
    wrong |= {path: found for path in restarts if (found := judge_restarts(path))}
    paths += restarts
    for path, found in wrong.items():
        for difference in found:
            print(f"{path.relative_to(VECTORS)}: {difference}", file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} of {len(paths)} vectors are judged otherwise", file=sys.stderr)
        return 1
    print(f"{len(paths)} vectors judged as they say")
    return 0


if __name__ == "__main__":
    sys.exit(main())
