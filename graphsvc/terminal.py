"""What the commands share: refusals as sentences, one command an entry of the catalogue, progress, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from graphsvc.errors import DrehscheibeError, Usage
from graphsvc.language import Language, Text
from graphsvc.store import Progress


class Command(click.Command):
    """A command whose refusals are sentences on stderr, with the exit code of their kind."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        try:
            return super().invoke(ctx)
        except DrehscheibeError as error:
            language: Language = ctx.params.get("lang") or "de"
            details = error.errors.values() if isinstance(error, Usage) else [error.text]
            for text in details:
                click.echo(text.into(language), err=True)
            ctx.exit(error.exit_code)


class Shelf(click.Group):
    """A group with one command for each entry of the catalogue, and those that are added."""

    command_class = Command

    def __init__(self, *args: Any, entries: Mapping[str, Any], make: Callable[[Any], click.Command], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._entries, self._make = entries, make

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names."""
        return [*self._entries, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command of one entry, or one that was added."""
        return self._make(self._entries[name]) if name in self._entries else super().get_command(ctx, name)


class Commands(click.Group):
    """The `graphsvc` command."""

    command_class = Command


def read(files: tuple[Path, ...]) -> list[tuple[str, bytes]]:
    """Return the files' names and contents."""
    found = []
    for path in files:
        try:
            found.append((path.name, path.read_bytes()))
        except OSError:
            raise Usage(Text("Die Datei {path} ist nicht zu lesen.", values={"path": str(path)}), "files") from None
    return found


def save(path: Path, data: bytes) -> None:
    """Write a file."""
    try:
        path.write_bytes(data)
    except OSError:
        raise Usage(Text("Die Datei {path} ist nicht zu schreiben.", values={"path": str(path)}), "output") from None


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """Give a progress that a person sees on stderr; into a file nothing is written."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
