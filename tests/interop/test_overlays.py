"""Overlays on a base, words of a later version among them (sections 0 and 7.4)."""

import json
import unittest
from dataclasses import replace
from typing import Any

from verifier.catalogue import Catalogue, fitted
from verifier.documents import Version
from verifier.jose import Jws, Members, Refused
from verifier.scenes import Scene, read_scene
from verify_vectors import VECTORS

LATER = "of_a_later_version"


def members(name: str, code: str) -> dict[str, Any]:
    """The scene of this number in a published catalogue, as JSON."""
    text = (VECTORS / "lists" / f"{name}.jwt").read_text()
    payload = Jws.read(text, "essc-catalogue+jwt", 1 << 21).payload.all
    (scene,) = (scene for scene in payload["scenes"] if scene["code"] == code)
    return scene


def scene(name: str, code: str, **changes: Any) -> Scene:
    changed = members(name, code) | changes
    return read_scene(Members({k: v for k, v in changed.items() if v is not None}))


def catalogue(region: int, *scenes: Scene) -> Catalogue:
    numbered = {s.code: s for s in scenes}
    return Catalogue(region, 1, 0, 2, 0, b"", numbered, Version(1, json.dumps(region).encode()))


def base(*scenes: Scene) -> Catalogue:
    return catalogue(440000, *scenes)


def fit(city: Scene, *scenes: Scene) -> Scene:
    return fitted(catalogue(440100, city), base(*scenes)).scenes[city.code]


class Overlays(unittest.TestCase):
    def setUp(self):
        self.bill = scene("catalogue-440000", "1101")
        self.parking = scene("catalogue-440100", "10502")

    def test_a_scene_that_states_what_it_inherits_fits(self):
        self.assertTrue(fit(self.parking, self.bill).decided)

    def test_a_scene_that_states_less_than_it_inherits_is_refused(self):
        for strict in (
            replace(self.bill, delegated="refused"),
            replace(self.bill, min_key="secure_element"),
        ):
            with self.assertRaises(Refused):
                fit(self.parking, strict)
        with self.assertRaises(Refused):
            fit(replace(self.parking, challenge="none"), self.bill)

    def test_a_function_is_inherited_from_another_area_when_its_own_has_none_with_it(self):
        elsewhere = replace(self.bill, code=302, area="medical", delegated="refused")
        own = replace(self.bill, functions=("query",))
        with self.assertRaises(Refused):
            fit(self.parking, own, elsewhere)
        self.assertTrue(fit(self.parking, self.bill, elsewhere).decided)

    def test_an_area_without_an_enabled_scene_is_refused(self):
        with self.assertRaises(Refused):
            fit(self.parking, replace(self.bill, enabled=False))

    def test_a_profile_above_the_areas_highest_is_refused(self):
        with self.assertRaises(Refused):
            fit(replace(self.parking, profiles=("identity",)), self.bill)

    def test_a_purpose_has_one_code(self):
        with self.assertRaises(Refused):
            fit(replace(self.bill, code=10503), self.bill)


class WordsOfALaterVersion(unittest.TestCase):
    def setUp(self):
        self.bill = scene("catalogue-440000", "1101")
        self.parking = scene("catalogue-440100", "10502")

    def test_a_scene_with_one_is_kept_and_not_understood(self):
        for member, value in (
            ("profiles", [LATER]),
            ("functions", [LATER]),
            ("min_key", LATER),
            ("delegated", LATER),
            ("challenge", LATER),
            ("replay", LATER),
        ):
            with self.subTest(member=member):
                kept = scene("catalogue-440000", "1101", **{member: value})
                self.assertFalse(kept.decided)

    def test_what_is_no_word_refuses_the_catalogue(self):
        for word in ("", "Upper", "x" * 33, "a b"):
            with self.subTest(word=word), self.assertRaises(Refused):
                scene("catalogue-440000", "1101", replay=word)
        with self.assertRaises(Refused):
            scene("catalogue-440000", "1101", functions=[LATER, LATER])

    def test_ranges_are_judged_whatever_the_words(self):
        with self.assertRaises(Refused):
            scene("catalogue-440000", "1101", replay=LATER, max_code_age=256)

    def test_a_scene_in_an_area_that_is_not_all_understood_is_undecided(self):
        later = replace(self.bill, code=1102, profiles=(LATER,))
        self.assertTrue(fit(self.parking, self.bill, later).decided)
        self.assertTrue(fit(self.parking, later).undecided)
        higher = replace(self.parking, profiles=("identity",))
        self.assertTrue(fit(higher, self.bill, later).undecided)

    def test_a_scene_that_inherits_what_is_not_known_is_undecided(self):
        later = replace(self.bill, code=1102, min_key=LATER)
        self.assertTrue(fit(self.parking, self.bill, later).undecided)

    def test_what_is_known_of_a_scene_is_inherited(self):
        later = replace(self.bill, code=1102, min_key=LATER, delegated="refused")
        with self.assertRaises(Refused):
            fit(self.parking, self.bill, later)


if __name__ == "__main__":
    unittest.main()
