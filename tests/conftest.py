"""What holds for the whole suite: on CI nothing may be left out for want of a program."""

from __future__ import annotations

import os


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped"):
        reporter.write_line("On CI nothing may be skipped; the reasons stand below.", red=True)
        session.exitstatus = 1
