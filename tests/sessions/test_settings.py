"""Settings come from the environment; one that cannot be read is named."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from sessions import settings
from sessions.settings import Settings, read_settings, sqlite_url

BESIDE_APP = Path(settings.__file__).resolve().parent.parent / "data"


def test_without_any_setting_everything_has_a_value():
    assert read_settings({}) == Settings(
        data=BESIDE_APP,
        database_url=sqlite_url(BESIDE_APP / "trendipakka.db"),
        host="0.0.0.0",
        port=8501,
        public_url="",
        key="",
        language="fi",
    )


def test_every_setting_can_be_set_and_white_space_around_it_goes():
    given = {
        "TRENDIPAKKA_DATA": "/srv/cards",
        "TRENDIPAKKA_DATABASE_URL": "postgresql+psycopg://cards@db/cards",
        "TRENDIPAKKA_HOST": "127.0.0.1",
        "TRENDIPAKKA_PORT": " 80\n",
        "TRENDIPAKKA_PUBLIC_URL": "https://cards.example/",
        "TRENDIPAKKA_KEY": "secret",
        "TRENDIPAKKA_LANGUAGE": "sv",
        "OTHER": "ignored",
    }

    assert read_settings(given) == Settings(
        data=Path("/srv/cards"),
        database_url="postgresql+psycopg://cards@db/cards",
        host="127.0.0.1",
        port=80,
        public_url="https://cards.example",
        key="secret",
        language="sv",
    )
    assert {name.removeprefix("TRENDIPAKKA_") for name in given if name != "OTHER"} == set(Settings.explained)


def test_the_process_environment_is_read_when_none_is_handed_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TRENDIPAKKA_PORT", "9000")

    assert read_settings().port == 9000


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "lots", "must be a number from 1 to 65535, not 'lots'"),
        ("PORT", "0", "must be a number from 1 to 65535, not '0'"),
        ("PORT", "65536", "must be a number from 1 to 65535, not '65536'"),
        ("PORT", "-1", "must be a number from 1 to 65535, not '-1'"),
        ("PORT", "8" * 5000, f"must be a number from 1 to 65535, not '{'8' * 5000}'"),
        ("LANGUAGE", "de", "must be fi, sv or en, not 'de'"),
        ("PUBLIC_URL", "cards.example", "must begin with http:// or https://, not 'cards.example'"),
        ("PUBLIC_URL", "javascript:alert(1)", "must begin with http:// or https://, not 'javascript:alert(1)'"),
    ],
    ids=["word", "zero", "too-large", "negative", "very-long", "language", "no-scheme", "other-scheme"],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str, sentence: str):
    with pytest.raises(ValueError, match="TRENDIPAKKA_") as refused:
        read_settings({f"TRENDIPAKKA_{name}": value})

    assert str(refused.value) == f"TRENDIPAKKA_{name} {sentence}"


@pytest.mark.parametrize("folder", ["data", "täällä", "100 %41", "#1 & why?"])
def test_the_address_of_a_file_leads_to_that_file(tmp_path: Path, folder: str):
    path = tmp_path / folder / "trendipakka.db"

    assert sa.make_url(sqlite_url(path)).database == path.as_posix()
