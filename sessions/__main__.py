"""The command line: `python -m sessions new|list|show|step|export|import|delete|replay`.

Exits with 0 when it is done, 1 when it was refused or differs, 2 when the call cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sessions import commands, replay
from sessions.agenda import TEMPLATES
from sessions.archive import read_archive
from sessions.commands import Answer, CommandRefused, Office
from sessions.demo import demos, play, read_demo
from sessions.errors import Refused
from sessions.settings import read_settings
from sessions.workshop import DEALS, Plan, tidy_code

Run = Callable[[argparse.Namespace, Office], Answer]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries one command out and prints its answer."""
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        office = Office(read_settings())
    except ValueError as error:
        _failed(given, "bad_setting", str(error))
        return 2
    try:
        run: Run = given.run
        answer = run(given, office)
    except Refused as refused:
        return _failed(given, refused.code(), _sentence(refused))
    except CommandRefused as refused:
        return _failed(given, "refused", refused.sentence)
    except (OSError, ValueError) as error:
        return _failed(given, "failed", str(error))
    if given.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer)
    return 0 if answer.get("equal", True) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sessions", description="Trend-card sessions.")
    commands_ = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, help_text: str) -> argparse.ArgumentParser:
        added = commands_.add_parser(name, help=help_text, description=help_text)
        added.add_argument("--json", action="store_true", help="print the answer as JSON")
        added.set_defaults(run=run)
        return added

    new = command("new", _new, "Open a session.")
    new.add_argument("--title", required=True)
    new.add_argument("--deck", default="employment-trends")
    new.add_argument("--hand", default="short-12")
    new.add_argument("--groups", default="1,2,3,4", help="names of the groups, with commas between")
    new.add_argument("--deal", choices=DEALS, default="same")
    new.add_argument("--anchors", default="", help="cards that every group gets when split, with commas between")
    new.add_argument("--tables", type=int, default=2, help="how many tables each card lies on at least, when spread")
    new.add_argument("--size", type=int, default=0, help="cards in a hand, when spread or drawn")
    new.add_argument("--agenda", choices=tuple(TEMPLATES), default="short")
    new.add_argument("--joining", choices=("assigned", "chosen"), default="assigned")
    for name in ("aim", "date", "place", "region", "organisers", "series"):
        new.add_argument(f"--{name}", default="")
    new.add_argument("--number", type=int, default=0, help="its number in the series")

    command("list", lambda _given, office: office.do(commands.List()), "List the sessions, the newest first.")
    show = command("show", lambda given, office: office.do(commands.Show(given.code)), "Show a session's counts.")
    show.add_argument("code", type=tidy_code)

    step = command("step", _step, "Steer a session.")
    step.add_argument("code", type=tidy_code)
    step.add_argument("step", choices=commands.STEPS)
    step.add_argument("--card", default="", help="which card to reveal (default: the next one)")
    step.add_argument("--to", default="", help="the id of the step to go to")
    step.add_argument("--minutes", type=int, default=0, help="the clock of a round that is opened")

    out = command("export", _export, "Write a session to a file.")
    out.add_argument("code", type=tidy_code)
    out.add_argument("--format", default="json", help="json (the archive), zip (the pack) or a format of it")
    out.add_argument("--language", choices=("fi", "sv", "en"), default="fi")
    out.add_argument("--out", type=Path, required=True)

    take = command("import", _import, "Bring a session back from its archive.")
    take.add_argument("path", type=Path)

    delete = command(
        "delete", lambda given, office: office.do(commands.Delete(given.code)), "Erase a session for good."
    )
    delete.add_argument("code", type=tidy_code)

    demo = command("demo", _demo, "Hold a demo event, with made-up answers, on a running server.")
    demo.add_argument("demo", choices=tuple(demos()), help="which one")
    demo.add_argument("--url", default="", help="the server (default: the one on this data folder)")
    demo.add_argument("--key", default="", help="the facilitator's key of that server (default: the one known here)")

    again = command("replay", _replay, "Replay a real live vote (a Polis export) against a running server.")
    again.add_argument("folder", type=Path)
    again.add_argument("--url", default="", help="the server (default: the one on this data folder)")
    again.add_argument("--key", default="", help="the facilitator's key of that server (default: the one known here)")
    again.add_argument("--speed", type=float, default=60.0, help="how many times as fast as it was; 0: at once")
    again.add_argument("--code", type=tidy_code, default="", help="a session made before (default: a new one)")
    return parser


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _new(given: argparse.Namespace, office: Office) -> Answer:
    plan = Plan(
        title=given.title,
        deck=given.deck,
        hand=given.hand,
        groups=_words(given.groups),
        deal=given.deal,
        anchors=_words(given.anchors),
        tables=given.tables,
        size=given.size,
        agenda=TEMPLATES[given.agenda],
        joining=given.joining,
        aim=given.aim,
        date=given.date,
        place=given.place,
        region=given.region,
        organisers=given.organisers,
        series=given.series,
        number=given.number,
    )
    return office.do(commands.New(plan))


def _step(given: argparse.Namespace, office: Office) -> Answer:
    return office.do(commands.Move(given.code, given.step, card=given.card, to=given.to, minutes=given.minutes))


def _export(given: argparse.Namespace, office: Office) -> Answer:
    # The documents are made a storey above; this door of the house may knock there, its rooms may not.
    from facilitation.writeup import export

    archive = str(office.do(commands.Give(given.code))["archive"])
    history, session = read_archive(archive.encode())
    made = export(session, history, given.format, given.language)
    given.out.write_bytes(made.data)
    return {"code": given.code, "format": given.format, "out": str(given.out), "bytes": len(made.data)}


def _import(given: argparse.Namespace, office: Office) -> Answer:
    return office.do(commands.Take(given.path.read_text(encoding="utf-8")))


def _demo(given: argparse.Namespace, office: Office) -> Answer:
    url, key = _server(given, office)
    return {"demo": given.demo, "codes": play(read_demo(demos()[given.demo]), url=url, key=key)}


def _server(given: argparse.Namespace, office: Office) -> tuple[str, str]:
    """Address and key of the server that a command is to use."""
    server = office.server()
    url = given.url.rstrip("/") or (server["url"] if server else "")
    key = given.key or read_settings().key or (server["key"] if server else "")
    if not url or not key:
        raise ValueError("no server runs on this data folder; give --url and --key")
    return url, key


def _replay(given: argparse.Namespace, office: Office) -> Answer:
    url, key = _server(given, office)
    votes = replay.read_votes(given.folder)
    code = given.code
    if not code:
        deck = replay.read_deck_of(given.folder, votes)
        code = str(commands.ask(url, key, commands.New(replay.plan_of(given.folder.name), deck))["code"])
        commands.ask(url, key, commands.Move(code, "next"))
    replay.cast(votes, url=url, code=code, speed=given.speed)
    said = commands.ask(url, key, commands.Show(code))
    found = replay.differences(replay.expected(votes), said)
    counts = {name: said[name] for name in ("seats", "ratings", "totals", "people")}
    return {"code": code, **counts, "equal": not found, "differences": found}


def _sentence(refused: Refused) -> str:
    from facilitation.words import speaker

    return speaker("en").refusal(refused)


def _failed(given: argparse.Namespace, code: str, sentence: str) -> int:
    if given.json:
        print(json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False))
    print(sentence, file=sys.stderr)
    return 1


def _print(answer: Answer) -> None:
    listed = answer.get("sessions")
    if isinstance(listed, list):
        for line in listed:
            print(f"{line['code']}  {line['seats']:>4}  {line['step']:<8}  {line['title']}")
        return
    for name, value in answer.items():
        print(f"{name}: {value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)}")


if __name__ == "__main__":
    sys.exit(main())
