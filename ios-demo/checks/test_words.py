"""The app's words are in its String Catalog alone, and none is there in vain."""

import json
import re
import unittest
from pathlib import Path

from swift_literals import CHINESE, said

DEMO = Path(__file__).resolve().parent.parent
WORDS = DEMO / "DemoKit/Sources/DemoKit/Words"
PHRASES = WORDS / "Phrase.swift"
# Names of files.
NAMES = {"Catalog", "Localizable"}


def shipped():
    """What Xcode builds into the app."""
    for folder in (DEMO / "App", DEMO / "DemoKit/Sources"):
        for file in sorted(folder.rglob("*.swift")):
            yield file, file.read_text("utf-8")


class WordsTest(unittest.TestCase):
    def test_no_swift_of_the_app_says_anything_itself(self):
        read = 0
        for file, source in shipped():
            self.assertEqual(set(said(source)) - NAMES, set(), file)
            # Nor in a comment: Chinese there would be a text's translation that nobody keeps.
            self.assertIsNone(CHINESE.search(source), file)
            read += 1
        self.assertGreater(read, 40)

    def test_every_text_of_the_catalog_is_used_where_words_are_asked_for(self):
        names = set(json.loads((WORDS / "Catalog/Localizable.xcstrings").read_text("utf-8"))["strings"])
        self.assertGreater(len(names), 100)
        # One may begin within another, as `[text(.ago, …`.
        asked = re.compile(r"(?=(?:\[|\btext\()([^\[\]()]*))")
        used = set()
        for file, source in shipped():
            if file != PHRASES:
                for place in asked.findall(source):
                    used |= set(re.findall(r"\.(\w+)", place))
        self.assertEqual(names - used, set())

    def test_there_is_one_catalog_and_the_package_takes_its_folder_as_it_is(self):
        catalogs = [file.relative_to(DEMO) for file in DEMO.rglob("*.xcstrings") if ".build" not in file.parts]
        kept = ["App/InfoPlist.xcstrings", "DemoKit/Sources/DemoKit/Words/Catalog/Localizable.xcstrings"]
        self.assertEqual(sorted(map(str, catalogs)), kept)
        # By name, Xcode would compile the file in it whatever the rule says.
        manifest = (DEMO / "DemoKit/Package.swift").read_text("utf-8")
        self.assertIn('resources: [.copy("Words/Catalog")]', manifest)

    def test_words_are_found_wherever_they_hide(self):
        for source in (
            'let a = "Back"',
            'let a = "Please wait"',
            'let a = "返回"',
            'Text(verbatim: "back")',
            'Button("ok") {}',
            'let a = "\\(card.isOwn ? "Mine" : "")"',
            'let a = "New code in \\(seconds) s"',
            'let a = """\n    Please wait\n    """',
            'let a = "http://x" // y\nlet b = "Back"',
            'let a = "\\(f(g(x))) ago, I say"',
        ):
            self.assertTrue(list(said(source)), source)
        for source in (
            '// The "Back" button says 返回',
            'Image(systemName: "checkmark.circle.fill")',
            'Text(verbatim: "\\(row.age) · \\(words.validUntil(row.until))")',
            'static let sandbox = "http://127.0.0.1:8440"',
            'service: "org.essc.demo.\\(folder.lastPathComponent)"',
            'TextField("", text: $model.root)',
        ):
            self.assertEqual(list(said(source)), [], source)


if __name__ == "__main__":
    unittest.main()
