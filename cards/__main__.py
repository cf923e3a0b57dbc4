"""`python -m cards check [PATH ...]`: are these decks fit to play, and what is in them?"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from cards.deck import LANGUAGES, Deck
from cards.errors import DeckRefused
from cards.problems import explain
from cards.reading import read_deck, shipped_decks
from cards.text import graphemes

OK, REFUSED = 0, 1  # 2, for a call that makes no sense, is argparse's

REPORT = {
    "deck": {
        "fi": "{id}, versio {version}: kortteja {cards}, kielet {languages}",
        "sv": "{id}, version {version}: antal kort {cards}, språk {languages}",
        "en": "{id}, version {version}: cards {cards}, languages {languages}",
    },
    "longest": {
        "fi": "pisin otsikko ({language}): {length} merkkiä, {card}: {title}",
        "sv": "längsta rubriken ({language}): {length} tecken, {card}: {title}",
        "en": "longest title ({language}): {length} characters, {card}: {title}",
    },
    "old": {
        "fi": "tarkista tieto, se on yli 24 kuukautta vanha: {card}, {year}",
        "sv": "kontrollera faktauppgiften, den är äldre än 24 månader: {card}, {year}",
        "en": "check the fact, it is older than 24 months: {card}, {year}",
    },
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code: 0 done, 1 a deck was refused.

    Raises:
        SystemExit: 2, the call makes no sense; 0, help was asked for.
    """
    arguments = _parser().parse_args(argv)
    return int(arguments.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cards", description="Work with card decks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="say whether decks can be played, and what is to be mended")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="deck files; the shipped decks if none")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.add_argument("--language", choices=LANGUAGES, default="en", help="language of the answer (en)")
    check.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the day facts are aged by")
    check.set_defaults(run=_check)
    return parser


def _check(arguments: argparse.Namespace) -> int:
    today = arguments.today or datetime.now(UTC).date()
    language = arguments.language
    reports = [_report(path, today, language) for path in arguments.paths or shipped_decks().values()]
    accepted = all(report["ok"] for report in reports)
    if arguments.json:
        print(msgspec.json.encode({"ok": accepted, "decks": reports}).decode())
    else:
        for report in reports:
            _print_report(report, language)
    return OK if accepted else REFUSED


def _report(path: Path, today: date, language: str) -> dict[str, Any]:
    """What there is to say about one file, as plain values for JSON."""
    # a name that is not UTF-8 comes with lone surrogates, which nothing can print
    name = str(path).encode("utf-8", "replace").decode()
    try:
        deck = read_deck(path)
    except DeckRefused as refused:
        problems = [
            {**msgspec.to_builtins(problem), "message": explain(problem, language)} for problem in refused.problems
        ]
        return {"path": name, "ok": False, "problems": problems}
    return {"path": name, "ok": True, **_contents(deck, today)}


def _contents(deck: Deck, today: date) -> dict[str, Any]:
    return {
        "id": deck.id,
        "version": deck.version,
        "cards": len(deck.cards),
        "languages": list(deck.languages),
        "longest_titles": {language: _longest_title(deck, language) for language in deck.languages},
        "old_facts": [{"card": card.id, "year": card.fact.year} for card in deck.old_facts(today) if card.fact],
    }


def _longest_title(deck: Deck, language: str) -> dict[str, str | int]:
    card = max(deck.cards, key=lambda card: graphemes(card.title[language]))
    title = card.title[language]
    return {"card": card.id, "title": title, "length": graphemes(title)}


def _print_report(report: dict[str, Any], language: str) -> None:
    if not report["ok"]:
        for problem in report["problems"]:
            print(problem["message"], file=sys.stderr)
        return
    languages = ", ".join(report["languages"])
    print(REPORT["deck"][language].format_map({**report, "languages": languages}))
    for of, title in report["longest_titles"].items():
        print("  " + REPORT["longest"][language].format(language=of, **title))
    for fact in report["old_facts"]:
        print("  " + REPORT["old"][language].format_map(fact))


if __name__ == "__main__":
    sys.exit(main())
