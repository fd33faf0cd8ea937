"""The arrows of the house hold: import-linter's contracts stand in pyproject.toml."""

from __future__ import annotations

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_the_layers_hold():
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
