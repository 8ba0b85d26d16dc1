"""Reads the pictures of codes that DemoKit's tests left, with zbar, which is not ours.

`read_pictures.py FOLDER`: every `NAME.pgm` must be read as just the text in `NAME.txt`, which the
tests' scanner accepted.
"""

import subprocess
import sys
from pathlib import Path


def read(picture: Path) -> str:
    """What zbar reads off a picture; all of it, were there more than one code."""
    command = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=60).stdout
    return said.decode("utf-8").removesuffix("\n")


def main() -> int:
    """Compares all; the number of pictures is told."""
    pictures = sorted(Path(sys.argv[1]).glob("*.pgm"))
    for picture in pictures:
        if read(picture) != picture.with_suffix(".txt").read_text("utf-8"):
            print(f"{picture}: zbar reads something else", file=sys.stderr)
            return 1
    print(f"    {len(pictures)} pictures of codes read by zbar")
    # The tests leave two; none would mean that nothing was looked at.
    return 0 if len(pictures) >= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
