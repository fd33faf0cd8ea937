"""Keeps pytest, which looks for doctests in every file, away from the benchmarks: `make bench` runs them."""

collect_ignore_glob = ["*.py"]
