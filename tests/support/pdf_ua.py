"""veraPDF: whether files are PDF/UA-1. The Makefile runs this file by its path, which brings the jars."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from neo4j_server import lacking

POM = Path(__file__).parent / "verapdf" / "pom.xml"
LIB = Path(__file__).parents[2] / ".verapdf" / "lib"
COMPLETE = LIB / ".complete"  # all jars are there


def missing() -> str:
    """Why nothing can be checked here, with the remedy; "" where it can."""
    return lacking("java") or ("" if COMPLETE.is_file() else "veraPDF's jars are not there: run 'make setup'.")


def verdicts(paths: list[Path]) -> dict[Path, str]:
    """Return PASS, or the rules that a file breaks, for each file; one JVM looks at all of them, for its start is slow."""
    checker = ["java", "-XX:-UsePerfData", "-cp", f"{LIB}/*", "org.verapdf.apps.GreenfieldCliWrapper"]
    done = subprocess.run(
        [*checker, "--flavour", "ua1", "--format", "text", "-v", *map(str, paths)],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    found: dict[Path, list[str]] = {}
    for line in done.stdout.splitlines():
        if told := re.match(r"(PASS|FAIL) (.+) ua1$", line):
            verdict = found[Path(told[2])] = ["PASS"] if told[1] == "PASS" else []
        elif found:
            verdict.append(line.strip())
    if set(found) != set(paths):
        raise RuntimeError(f"veraPDF did not look at all files: {done.stdout}{done.stderr}")
    return {path: "; ".join(lines) for path, lines in found.items()}


def fetch() -> None:
    """Bring the jars; where that cannot be, say so: the rest works without."""
    if why := lacking("java", "mvn"):
        print(f"Going on without veraPDF, which tests use: {why}", file=sys.stderr)
        return
    print("Fetching veraPDF for the tests.", flush=True)
    shutil.rmtree(LIB, ignore_errors=True)
    maven = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={LIB}"]
    done = subprocess.run(maven, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        remedy = "let Maven reach a repository (its settings.xml), then run 'make setup' again"
        print(f"{done.stdout}Going on without veraPDF, whose jars Maven could not bring: {remedy}.", file=sys.stderr)
        return
    COMPLETE.touch()


if __name__ == "__main__":
    fetch()
