import shutil
from pathlib import Path

import pytest

from facilitation.words import __main__ as words
from facilitation.words import catalogue_path
from facilitation.words.__main__ import merged, untranslated

CATALOGUE = """\
# Shown on phones.
msgid "Join"
msgstr "Liity mukaan"

msgid "Gone"
msgstr "Mennyt"

msgid "{n} note"
msgid_plural "{n} notes"
msgstr[0] "{n} huomio"
msgstr[1] ""
"""


def body(catalogue: str) -> str:
    """A catalogue without its header."""
    return catalogue.partition("\n\n")[2]


def test_a_renewed_catalogue_has_the_texts_of_the_code_and_the_translations_it_had():
    renewed = merged(CATALOGUE, {"Open", "Join", ("{n} note", "{n} notes")}, "fi")

    assert body(renewed) == (
        "# Shown on phones.\n"
        'msgid "Join"\nmsgstr "Liity mukaan"\n\n'
        'msgid "Open"\nmsgstr ""\n\n'
        '#, python-brace-format\nmsgid "{n} note"\nmsgid_plural "{n} notes"\n'
        'msgstr[0] "{n} huomio"\nmsgstr[1] ""\n'
    )


def test_renewing_twice_is_renewing_once():
    texts = {"Open", "Join", ("{n} note", "{n} notes")}

    once = merged(CATALOGUE, texts, "fi")

    assert merged(once, texts, "fi") == once


def test_a_text_that_is_counted_from_now_on_is_translated_anew():
    renewed = merged(CATALOGUE, {("Join", "Join all")}, "fi")

    assert body(renewed) == 'msgid "Join"\nmsgid_plural "Join all"\nmsgstr[0] ""\nmsgstr[1] ""\n'


def test_a_text_of_which_a_form_is_missing_is_untranslated():
    assert untranslated(CATALOGUE, "fi") == ["{n} note"]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with code that says "Join", and copies of the catalogues."""
    for language in words.TRANSLATED:
        shutil.copy(catalogue_path(language), tmp_path)
    (tmp_path / "phone.py").write_text('say("Join")', encoding="utf-8")
    monkeypatch.setattr(words, "CODE", tmp_path)
    monkeypatch.setattr(words, "catalogue_path", lambda language: tmp_path / f"{language}.po")
    return tmp_path


def test_the_command_has_nothing_to_tell_when_everything_is_translated(
    shelf: Path, capsys: pytest.CaptureFixture[str]
):
    status = words.main()

    assert (status, capsys.readouterr().out) == (0, "Nothing to translate.\n")
    assert body((shelf / "sv.po").read_text(encoding="utf-8")) == 'msgid "Join"\nmsgstr "Anslut dig"\n'


def test_the_command_lists_what_is_to_be_translated(shelf: Path, capsys: pytest.CaptureFixture[str]):
    (shelf / "desk.py").write_text('say("Never said before")', encoding="utf-8")

    status = words.main()

    assert (status, capsys.readouterr().out) == (1, "fi  Never said before\nsv  Never said before\n")


def test_the_command_changes_nothing_when_a_text_cannot_be_read(shelf: Path, capsys: pytest.CaptureFixture[str]):
    (shelf / "desk.py").write_text('say(f"{n} left")', encoding="utf-8")
    before = (shelf / "fi.po").read_text(encoding="utf-8")

    status = words.main()

    assert (status, (shelf / "fi.po").read_text(encoding="utf-8")) == (1, before)
    assert capsys.readouterr().err.splitlines() == [
        f"This text is put together where it is said; say a whole one. {shelf}/desk.py: line 1: f'{{n}} left'"
    ]
