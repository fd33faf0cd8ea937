"""What the operator sets, by environment variables that begin with GRAPHSVC_."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_store() -> str:
    return f"sqlite:///{user_data_path('graphsvc', appauthor=False) / 'drehscheibe.db'}"


class Settings(BaseSettings):
    """The settings.

    ``viewer`` staff: whoever opens the page on this very machine may write. ``public``: everybody only looks.
    """

    model_config = SettingsConfigDict(env_prefix="GRAPHSVC_")

    store: str = ""
    viewer: Literal["staff", "public"] = "staff"
    demo: bool = False
    secret: str = ""

    @property
    def store_url(self) -> str:
        """The store's address; a file in the user's data folder where none is set."""
        return self.store or _default_store()

    @property
    def folder(self) -> Path:
        """Where drafts of imports lie: beside the store's file, else in the user's data folder."""
        if self.store_url.startswith("sqlite:///"):
            return Path(self.store_url.removeprefix("sqlite:///")).parent
        return user_data_path("graphsvc", appauthor=False)
