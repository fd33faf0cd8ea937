"""A pytest plugin for NetworkX's own tests: counts the calls that came to our backend, and says them at the end."""

from __future__ import annotations

from collections import Counter
from functools import wraps

from graphsvc.kernels import backend

_calls: Counter[str] = Counter()


def _counted(function):
    @wraps(function)
    def called(*args, **kwargs):
        _calls[function.__name__] += 1
        return function(*args, **kwargs)

    return called


for _name, _function in backend.FUNCTIONS.items():
    setattr(backend, _name, _counted(_function))


def pytest_terminal_summary(terminalreporter):
    for name in backend.FUNCTIONS:
        terminalreporter.write_line(f"calls of {name}: {_calls[name]}")
