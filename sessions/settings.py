"""What can be set from outside, read in this one place: the environment, prefix TRENDIPAKKA_."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

import msgspec
from sqlalchemy import URL

PREFIX = "TRENDIPAKKA_"


class Settings(msgspec.Struct, frozen=True):
    """`public_url` is empty or without a slash at its end; `key` is empty or the facilitator's own."""

    data: Path
    database_url: str
    host: str = "0.0.0.0"  # noqa: S104 - phones in the room must reach it; the gate stands in front
    port: int = 8501
    public_url: str = ""
    key: str = ""
    language: str = "fi"

    explained: ClassVar[Mapping[str, str]] = {
        "DATA": "the folder of the database and the facilitator's key (default: `data` beside app.py)",
        "DATABASE_URL": "an SQLAlchemy database address (default: SQLite in the data folder)",
        "HOST": "the address the server listens on (default: every address of the machine)",
        "PORT": "the port (default: 8501)",
        "PUBLIC_URL": "the address phones use, when it is not the machine's own (e.g. behind a proxy)",
        "KEY": "the facilitator's key (default: made at first start and kept in the data folder)",
        "LANGUAGE": "the language of the desk and of a phone that asks for none of ours: fi, sv or en",
    }


def sqlite_url(path: Path) -> str:
    """The address of an SQLite file; its folder may be called "100 %" or "why?"."""
    return URL.create("sqlite", database=path.as_posix()).render_as_string()


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process.

    Raises:
        ValueError: a setting cannot be read; the text names it.
    """
    given = os.environ if environment is None else environment
    values = {name: given.get(PREFIX + name, "").strip() for name in Settings.explained}
    data = Path(values["DATA"] or Path(__file__).resolve().parent.parent / "data")
    language = values["LANGUAGE"] or "fi"
    if language not in ("fi", "sv", "en"):
        raise ValueError(f"{PREFIX}LANGUAGE must be fi, sv or en, not {language!r}")
    port = values["PORT"] or "8501"
    if not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise ValueError(f"{PREFIX}PORT must be a number from 1 to 65535, not {port!r}")
    public_url = values["PUBLIC_URL"].rstrip("/")
    if public_url and not public_url.startswith(("http://", "https://")):
        raise ValueError(f"{PREFIX}PUBLIC_URL must begin with http:// or https://, not {public_url!r}")
    return Settings(
        data=data,
        database_url=values["DATABASE_URL"] or sqlite_url(data / "trendipakka.db"),
        host=values["HOST"] or "0.0.0.0",  # noqa: S104
        port=int(port),
        public_url=public_url,
        key=values["KEY"],
        language=language,
    )
