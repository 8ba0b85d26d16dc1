"""Both demo apps say the same, but for what one platform alone has."""

import json
import re
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CATALOG = REPOSITORY / "ios-demo/DemoKit/Sources/DemoKit/Words/Catalog/Localizable.xcstrings"
RESOURCES = REPOSITORY / "android-demo/app/src/main/res"
LANGUAGES = {"en": "values", "zh-Hans": "values-zh"}

# A screen that waits can be left on Android, where another app may lie over this one too; on iOS the
# screen can't be kept from being recorded.
ANDROID_ALONE = {"stopWaiting", "touchDropped"}
IOS_ALONE = {"screenCaptured"}
# Faces, and Apple's name for its hardware.
OF_THEIR_OWN = {"reEnrollLead", "securitySecureElement"}


def plain(text):
    """A text with its placeholders by number: `{1}`, however a platform writes them."""
    # Yuan and fen are two numbers to Android, and one text to iOS.
    text = text.replace("%1$d.%2$02d", "%1$s")
    count = iter(range(1, 10))
    return re.sub(r"%(?:(\d)\$)?(?:lld|@|d|s)", lambda m: f"{{{m[1] or next(count)}}}", text)


def ios(language):
    """What the iOS app says, by key and plural form."""
    catalog = json.loads(CATALOG.read_text("utf-8"))
    for key, entry in catalog["strings"].items():
        said = entry["localizations"]
        said = said.get(language) or said[catalog["sourceLanguage"]]
        forms = said.get("variations", {}).get("plural", {"": said})
        for form, unit in forms.items():
            yield (key, form), plain(unit["stringUnit"]["value"])


def android(language):
    """What the Android app says, by the same keys. What isn't translated is in English alone."""
    texts = {}
    for folder in ("values", LANGUAGES[language]):
        for entry in xml.parse(RESOURCES / folder / "strings.xml").getroot():
            key = re.sub(r"_(\w)", lambda m: m[1].upper(), entry.get("name"))
            for form in entry.findall("item") or [entry]:
                said = (form.text or "").strip('"').replace("\\'", "'").replace("\\n", "\n")
                if folder == LANGUAGES[language] or entry.get("translatable") == "false":
                    texts[key, form.get("quantity") or ""] = plain(said)
    # The name below the icon is the system's on iOS; what this catalog calls so is the screen's title.
    texts["appName", ""] = texts.pop(("appTitle", ""))
    return texts


class BothAppsTest(unittest.TestCase):
    def test_both_apps_say_the_same_in_both_languages(self):
        for language in LANGUAGES:
            here, there = dict(ios(language)), android(language)
            self.assertGreater(len(here), 150)
            self.assertEqual({key for key, _ in set(here) - set(there)}, IOS_ALONE, language)
            self.assertEqual({key for key, _ in set(there) - set(here)}, ANDROID_ALONE, language)
            for key in set(here) & set(there):
                if key[0] not in OF_THEIR_OWN:
                    self.assertEqual(here[key], there[key], f"{key} in {language}")

    def test_what_they_say_differently_is_different(self):
        here, there = dict(ios("en")), android("en")
        for key in OF_THEIR_OWN:
            self.assertNotEqual(here[key, ""], there[key, ""])


if __name__ == "__main__":
    unittest.main()
