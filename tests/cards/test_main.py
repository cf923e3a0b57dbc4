import json
import subprocess
import sys
from pathlib import Path

import pytest

from cards.__main__ import REPORT, main
from cards.deck import LANGUAGES
from cards.reading import read_deck, shipped_decks

TOWN = """\
id: town
version: "2"
languages: [fi, en]
title: {fi: Kaupunki, en: Town}
question: {fi: Uhka?, en: A threat?}
themes:
  - id: weather
    name: {fi: Sää, en: Weather}
cards:
  - id: heat
    theme: weather
    title: {fi: Helle, en: Hot summers}
    trend: {fi: Kesät kuumenevat., en: Summers grow hotter.}
    fact:
      text: {fi: Oli kuuma., en: It was hot.}
      year: 2021
      source: Ilmatieteen laitos
  - id: care
    theme: weather
    title: {fi: Hoivan tarve, en: Care}
    trend: {fi: Tarve kasvaa., en: The need grows.}
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.yaml"
    path.write_text(TOWN, encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(TOWN.replace("year: 2021", "year: soon"), encoding="utf-8")
    return path


def test_a_good_deck_is_reported_with_its_old_facts_and_longest_titles(
    town: Path, capsys: pytest.CaptureFixture[str]
):
    code = main(["check", str(town), "--today", "2026-11-21"])

    assert (code, *capsys.readouterr()) == (
        0,
        "town, version 2: cards 2, languages fi, en\n"
        "  longest title (fi): 12 characters, care: Hoivan tarve\n"
        "  longest title (en): 11 characters, heat: Hot summers\n"
        "  check the fact, it is older than 24 months: heat, 2021\n",
        "",
    )


def test_a_fresh_fact_is_not_warned_of(town: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["check", str(town), "--today", "2023-12-31", "--language", "fi"])

    assert (code, *capsys.readouterr()) == (
        0,
        "town, versio 2: kortteja 2, kielet fi, en\n"
        "  pisin otsikko (fi): 12 merkkiä, care: Hoivan tarve\n"
        "  pisin otsikko (en): 11 merkkiä, heat: Hot summers\n",
        "",
    )


def test_a_refused_deck_is_explained_and_the_others_are_still_checked(
    town: Path, broken: Path, capsys: pytest.CaptureFixture[str]
):
    code = main(["check", str(broken), str(town), "--today", "2021-01-01", "--language", "sv"])

    assert (code, *capsys.readouterr()) == (
        1,
        "town, version 2: antal kort 2, språk fi, en\n"
        "  längsta rubriken (fi): 12 tecken, care: Hoivan tarve\n"
        "  längsta rubriken (en): 11 tecken, heat: Hot summers\n",
        "broken.yaml, rad 16, kort heat: “soon” är inget årtal. Skriv fyra siffror mellan 1900 och 2100.\n",
    )


def test_json_holds_the_same_in_one_object(town: Path, broken: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["check", "--json", str(town), str(broken), "--today", "2026-11-21"])

    assert (code, json.loads(capsys.readouterr().out)) == (
        1,
        {
            "ok": False,
            "decks": [
                {
                    "path": str(town),
                    "ok": True,
                    "id": "town",
                    "version": "2",
                    "cards": 2,
                    "languages": ["fi", "en"],
                    "longest_titles": {
                        "fi": {"card": "care", "title": "Hoivan tarve", "length": 12},
                        "en": {"card": "heat", "title": "Hot summers", "length": 11},
                    },
                    "old_facts": [{"card": "heat", "year": 2021}],
                },
                {
                    "path": str(broken),
                    "ok": False,
                    "problems": [
                        {
                            "file": "broken.yaml",
                            "line": 16,
                            "reason": "bad-year",
                            "card": "heat",
                            "facts": {"key": "fact.year", "year": "soon", "first": 1900, "last": 2100},
                            "message": "broken.yaml, line 16, card heat: “soon” is not a year. Write four digits"
                            " between 1900 and 2100.",
                        }
                    ],
                },
            ],
        },
    )


def test_without_a_path_the_shipped_decks_are_checked(capsys: pytest.CaptureFixture[str]):
    code = main(["check", "--json"])

    report = json.loads(capsys.readouterr().out)
    assert (code, report["ok"]) == (0, True)
    assert {deck["id"]: deck["cards"] for deck in report["decks"]} == {
        name: len(read_deck(path).cards) for name, path in shipped_decks().items()
    }


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["check", str(tmp_path / "nowhere.yaml")])

    assert (code, *capsys.readouterr()) == (
        1,
        "",
        "nowhere.yaml: The file cannot be opened. Check its name, its folder and that you may read it.\n",
    )


def test_a_name_that_is_not_utf8_can_be_reported(capsys: pytest.CaptureFixture[str]):
    code = main(["check", "--json", "town\udcff.yaml"])

    [report] = json.loads(capsys.readouterr().out)["decks"]
    assert (code, report["path"], report["problems"][0]["file"]) == (1, "town?.yaml", "town\ufffd.yaml")


@pytest.mark.parametrize(
    "argv",
    [
        pytest.param([], id="no-command"),
        pytest.param(["shuffle"], id="unknown-command"),
        pytest.param(["check", "--language", "de"], id="unknown-language"),
        pytest.param(["check", "--today", "soon"], id="no-date"),
        pytest.param(["check", "--quick"], id="unknown-option"),
    ],
)
def test_a_call_that_makes_no_sense_ends_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(argv)

    assert (ended.value.code, capsys.readouterr().err[:6]) == (2, "usage:")


def test_the_report_is_worded_in_every_language():
    assert {line: tuple(wording) for line, wording in REPORT.items()} == dict.fromkeys(REPORT, LANGUAGES)


def test_the_package_runs_as_a_program(broken: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "cards", "check", str(broken)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1,
        "",
        "broken.yaml, line 16, card heat: “soon” is not a year. Write four digits between 1900 and 2100.\n",
    )
