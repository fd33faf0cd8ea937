"""What another process draws from the same store: maps have to be the same anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def drawn_elsewhere(address: str, name: str, file: Path, area: str, on: str, seed: str) -> bytes:
    """Return the file that the command draws, its hashes by another seed."""
    arguments = ["draw", name, "--area", area, "--on", on, "-o", str(file)]
    env = os.environ | {"GRAPHSVC_STORE": address, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, str(ROOT / "app.py"), *arguments], env=env, check=True, capture_output=True)
    return file.read_bytes()
