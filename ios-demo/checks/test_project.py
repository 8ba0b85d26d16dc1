"""The Xcode project and what lies beside it, read by a parser that isn't ours.

Xcode runs on a Mac alone. What can be known without it: that the project is one, that all it names
is there, and that the files which Xcode reads are of their formats.
"""

import json
import plistlib
import re
import struct
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

from pbxproj import XcodeProject

DEMO = Path(__file__).resolve().parent.parent
APP = DEMO / "App"
PROJECT = DEMO / "EsscDemo.xcodeproj"
IDENTIFIER = re.compile(r"^[0-9A-F]{24}$")


def texts(value):
    """All texts in what the parser gives, however deep."""
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts(one)]
    if hasattr(value, "get_keys"):
        return [text for key in value.get_keys() for text in texts(value[key])]
    return [str(value)]


class ProjectTest(unittest.TestCase):
    def setUp(self):
        self.project = XcodeProject.load(str(PROJECT / "project.pbxproj"))
        self.objects = list(self.project.objects.get_objects_in_section(*self.sections()))

    def sections(self):
        return self.project.objects.get_sections()

    def of(self, kind):
        found = [one for one in self.objects if one.isa == kind]
        self.assertTrue(found, kind)
        return found

    def test_it_is_of_xcode_16_and_every_object_it_refers_to_is_in_it(self):
        self.assertEqual(str(self.project.objectVersion), "77")
        known = {one.get_id() for one in self.objects}
        self.assertIn(str(self.project.rootObject), known)
        self.assertGreater(len(known), 15)
        for one in self.objects:
            for text in texts(one):
                if IDENTIFIER.match(text):
                    self.assertIn(text, known, one.isa)

    def test_every_object_is_used(self):
        used = {text for one in self.objects for text in texts(one)}
        used.add(str(self.project.rootObject))
        for one in self.objects:
            self.assertIn(one.get_id(), used, one.isa)

    def test_every_file_and_folder_it_names_exists(self):
        (group,) = self.of("PBXFileSystemSynchronizedRootGroup")
        self.assertEqual(DEMO / str(group.path), APP)
        self.assertTrue(any(APP.rglob("*.swift")))
        for file in self.of("PBXFileReference"):
            if str(file.sourceTree) != "BUILT_PRODUCTS_DIR":
                self.assertTrue((DEMO / str(file.path)).is_file(), file.path)
        for left_out in self.of("PBXFileSystemSynchronizedBuildFileExceptionSet"):
            for name in left_out.membershipExceptions:
                self.assertTrue((APP / str(name)).is_file(), name)
        for settings in self.of("XCBuildConfiguration"):
            if "INFOPLIST_FILE" in settings.buildSettings:
                file = DEMO / str(settings.buildSettings["INFOPLIST_FILE"])
                self.assertTrue(file.is_file(), file)

    def test_no_swift_of_the_app_lies_where_the_project_does_not_look(self):
        packages = [DEMO / str(one.relativePath) for one in self.of("XCLocalSwiftPackageReference")]
        # What is checked with, and what is checked.
        written = [file for file in DEMO.rglob("*.swift") if "checks" not in file.parts]
        for file in written:
            inside = [folder for folder in [APP, *packages] if file.is_relative_to(folder)]
            self.assertTrue(inside, file)

    def test_every_package_is_there_and_makes_the_products_that_the_app_links(self):
        manifests = []
        for package in self.of("XCLocalSwiftPackageReference"):
            manifest = DEMO / str(package.relativePath) / "Package.swift"
            manifests.append(manifest.read_text("utf-8"))
        for product in self.of("XCSwiftPackageProductDependency"):
            library = f'.library(name: "{product.productName}"'
            self.assertTrue(any(library in manifest for manifest in manifests), library)

    def test_the_icon_and_the_accent_color_that_it_names_are_in_the_assets(self):
        for settings in self.of("XCBuildConfiguration"):
            names = settings.buildSettings
            if "ASSETCATALOG_COMPILER_APPICON_NAME" in names:
                icon = f"{names['ASSETCATALOG_COMPILER_APPICON_NAME']}.appiconset"
                accent = f"{names['ASSETCATALOG_COMPILER_GLOBAL_ACCENT_COLOR_NAME']}.colorset"
                for name in (icon, accent):
                    self.assertTrue((APP / "Assets.xcassets" / name).is_dir(), name)

    def test_the_scheme_builds_the_target_of_this_project(self):
        targets = {one.get_id(): one for one in self.of("PBXNativeTarget")}
        (file,) = (PROJECT / "xcshareddata/xcschemes").iterdir()
        references = list(xml.parse(file).iter("BuildableReference"))
        self.assertTrue(references)
        for reference in references:
            target = targets[reference.get("BlueprintIdentifier")]
            self.assertEqual(reference.get("BlueprintName"), str(target.name))
            product = self.project.objects[str(target.productReference)]
            self.assertEqual(reference.get("BuildableName"), str(product.path))
            self.assertEqual(reference.get("ReferencedContainer"), f"container:{PROJECT.name}")


class ShieldTest(unittest.TestCase):
    """What SwiftUI draws can't be run here; that nothing is drawn outside of the shield can be read."""

    def setUp(self):
        self.sources = {file.name: file.read_text("utf-8") for file in APP.rglob("*.swift")}
        shielded = [name for name, text in self.sources.items() if ".modifier(Shield(app: app))" in text]
        self.shielded = {Path(name).stem for name in shielded}

    def test_every_window_is_shielded(self):
        windows = [text for text in self.sources.values() if "WindowGroup" in text]
        self.assertEqual(len(windows), 1)
        (roots,) = re.findall(r"WindowGroup \{(.*)\}", windows[0])
        self.assertTrue(roots.rstrip().endswith(".modifier(Shield(app: app))"), roots)

    def test_whatever_is_put_over_a_window_is_shielded_itself(self):
        over = re.compile(
            r"\.(sheet|fullScreenCover|popover|inspector)\(.*?\)\s*\{\s*(?:\w+ in\s*)?(\w+)", re.DOTALL
        )
        calls = re.compile(r"\.(sheet|fullScreenCover|popover|inspector)\(")
        seen = 0
        for name, text in self.sources.items():
            shown = [view for _, view in over.findall(text)]
            self.assertEqual(len(shown), len(calls.findall(text)), name)
            self.assertLessEqual(set(shown), self.shielded, name)
            seen += len(shown)
        self.assertGreaterEqual(seen, 3)
        # Windows that the framework's older ways open.
        for name, text in self.sources.items():
            self.assertNotRegex(text, r"UIWindow|UIHostingController|\.present\(|UIAlertController", name)


class ShippedTest(unittest.TestCase):
    """What stands in for something else is where no build of an app looks."""

    def test_the_app_links_what_it_is_made_of_and_nothing_for_tests(self):
        project = XcodeProject.load(str(PROJECT / "project.pbxproj"))
        linked = project.objects.get_objects_in_section("XCSwiftPackageProductDependency")
        self.assertEqual({str(one.productName) for one in linked}, {"DemoKit", "Essc"})

    def test_no_stand_in_fake_or_preview_is_in_sources_that_are_shipped(self):
        made_up = re.compile(
            r"#Preview|\bPreviewProvider\b|\bimport (?:XCTest|Testing|EsscTestSupport)\b"
            r"|\b(?:class|struct|enum|actor|protocol)\s+\w*(?:Fake|Mock|Stub|Dummy|StandIn|Scripted|Manual)"
        )
        for folder in (APP, DEMO / "DemoKit/Sources", DEMO.parent / "bindings/swift/Sources/Essc"):
            files = list(folder.rglob("*.swift"))
            self.assertGreater(len(files), 20, folder)
            for file in files:
                self.assertNotRegex(file.read_text("utf-8"), made_up, file)

    def test_stand_ins_for_apples_frameworks_are_in_no_folder_that_xcode_builds(self):
        frameworks = {one.name for one in (DEMO / "checks/stand-ins").iterdir()} - {"Essc"}
        self.assertLessEqual({"SwiftUI", "UIKit", "AVFoundation"}, frameworks)
        declared = re.compile(rf"^import ({'|'.join(sorted(frameworks))})$", re.MULTILINE)
        imported = {name for file in APP.rglob("*.swift") for name in declared.findall(file.read_text("utf-8"))}
        self.assertEqual(imported, frameworks, "one for each that the app imports, and no other")
        for file in DEMO.rglob("*.swift"):
            if file.parent.name in frameworks:
                self.assertTrue(file.is_relative_to(DEMO / "checks/stand-ins"), file)


class BesideTest(unittest.TestCase):
    def test_every_text_that_the_system_shows_is_there_in_both_languages(self):
        plist = plistlib.loads((APP / "Info.plist").read_bytes())
        strings = json.loads((APP / "InfoPlist.xcstrings").read_text("utf-8"))["strings"]
        shown = {"CFBundleDisplayName"} | {key for key in plist if key.endswith("UsageDescription")}
        self.assertLessEqual({"NSCameraUsageDescription", "NSFaceIDUsageDescription"}, shown)
        self.assertEqual(set(strings), shown)
        for key in shown:
            self.assertTrue(strings[key]["comment"], "for translators")
            said = strings[key]["localizations"]
            self.assertEqual(set(said), set(plist["CFBundleLocalizations"]))
            self.assertEqual(said["en"]["stringUnit"]["value"], plist[key])
            self.assertTrue(re.search("[\u4e00-\u9fff]", said["zh-Hans"]["stringUnit"]["value"]))

    def test_offers_open_the_app(self):
        plist = plistlib.loads((APP / "Info.plist").read_bytes())
        (links,) = plist["CFBundleURLTypes"]
        self.assertEqual(links["CFBundleURLSchemes"], ["openid-credential-offer"])

    def test_the_privacy_manifest_names_what_the_app_uses(self):
        manifest = plistlib.loads((APP / "PrivacyInfo.xcprivacy").read_bytes())
        self.assertIs(manifest["NSPrivacyTracking"], False)
        (used,) = manifest["NSPrivacyAccessedAPITypes"]
        self.assertEqual(
            used["NSPrivacyAccessedAPIType"], "NSPrivacyAccessedAPICategoryUserDefaults"
        )
        self.assertEqual(used["NSPrivacyAccessedAPITypeReasons"], ["CA92.1"])

    def test_the_assets_are_json_and_every_picture_they_name_is_there(self):
        pictures = []
        for file in (APP / "Assets.xcassets").rglob("Contents.json"):
            contents = json.loads(file.read_text("utf-8"))
            pictures += [file.parent / one["filename"] for one in contents.get("images", [])]
        self.assertEqual([picture.name for picture in pictures], ["icon.png"])
        head = pictures[0].read_bytes()[:33]
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        width, height, depth, color = struct.unpack(">IIBB", head[16:26])
        # Colour 2 is red, green and blue without transparency, which an icon may not have.
        self.assertEqual((width, height, depth, color), (1024, 1024, 8, 2))


if __name__ == "__main__":
    unittest.main()
