"""Imports point one way: facilitation -> sessions -> cards, and inside each as the tables here say.

A new module fails this test until somebody has decided where it stands.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("cards", "sessions", "facilitation")

# A module may import those that stand above it.
CARDS = ("deck", "practice", "text", "problems", "errors", "outline", "reading", "writing")
SESSIONS = (
    "errors",
    "items",
    "events",
    "settings",
    "agenda",
    "dealing",
    "texts",
    "measures",
    "state",
    "answering",
    "seating",
    "steering",
    "harvesting",
    "session",
    "archive",
    "results",
    "series",
    "similar",
    "review",
    "database",
    "log",
    "workshop",
    "replay",
    "commands",
    "demo",
)

# Each room of the house, and the rooms it may use. The phone, the desk, the wall and the write-up stand on
# their own, but that the desk shows the wall's scenes and hands out write-ups.
FACILITATION: dict[str, set[str]] = {
    "words": set(),
    "addresses": set(),
    "limits": set(),
    "doors": {"limits"},
    "live": set(),
    "timekeeper": set(),
    "rehearsal": set(),
    "charts": {"words"},
    "reissues": {"limits"},
    "documents": {"writeup"},
    "service": {"addresses", "documents", "doors", "live", "reissues"},
    "guests": {"doors", "reissues", "service"},
    "ballots": {"wall", "words"},
    "phone": {"limits", "live", "service", "words"},
    "listening": {"phone"},
    "wall": {"charts", "service", "words"},
    "writeup": {"charts", "words"},
    "desk": {
        "charts",
        "documents",
        "doors",
        "guests",
        "rehearsal",
        "reissues",
        "service",
        "wall",
        "words",
        "writeup",
    },
    "problems": {"phone", "service", "words"},
    "gate": {"doors", "phone", "problems", "service", "words"},
    "entrance": {"ballots", "documents", "gate", "limits", "phone", "problems", "service", "words", "writeup"},
    "house": {"entrance", "gate", "phone", "problems", "service", "timekeeper", "words"},
}

# Where a program starts: it may use whatever it puts together, and nobody but another start uses it.
EDGES = {
    "app": {"facilitation"},
    "run": set(),
    "cards.__main__": {"cards"},
    "sessions.__main__": {"cards", "sessions", "facilitation.words", "facilitation.writeup"},
    "facilitation.__main__": {"app", "cards", "sessions", "facilitation"},
}

# Libraries that draw or serve, and the only rooms that may know them.
LIBRARIES: dict[str, set[str]] = {
    "streamlit": {"app", "facilitation.desk", "facilitation.gate", "facilitation.house", "facilitation.wall"},
    "starlette": {
        "facilitation.entrance",
        "facilitation.gate",
        "facilitation.house",
        "facilitation.phone",
        "facilitation.problems",
    },
    "docx": {"facilitation.writeup"},
    "typst": {"facilitation.writeup"},
    "pptx": {"facilitation.writeup"},
    "xlsxwriter": {"facilitation.writeup"},
    "plotly": {"facilitation.charts", "facilitation.wall", "facilitation.desk"},
    "sqlalchemy": {"sessions.database", "sessions.log", "sessions.migrations", "sessions.settings"},
}


def name_of(path: Path) -> str:
    """The dotted name under which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {
    name_of(path): path
    for path in sorted(
        [*ROOT.glob("*.py"), *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))]
    )
}


def imports(path: Path) -> Iterator[str]:
    """What a file imports, by its full name; of `from facilitation import charts` that is facilitation.charts."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in FILES else str(node.module)


def room(name: str) -> str:
    """The package and what stands right under it: sessions.log, facilitation.phone."""
    return ".".join(name.split(".")[:2])


def is_inside(name: str, places: set[str]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def rooms_of(package: str) -> set[str]:
    return {room(name).partition(".")[2] for name in FILES if name.startswith(f"{package}.")} - {"__main__"}


def test_every_module_has_its_place():
    assert rooms_of("cards") == set(CARDS)
    assert rooms_of("sessions") == {*SESSIONS, "migrations"}
    assert rooms_of("facilitation") == set(FACILITATION)
    assert {name for name in FILES if "." not in name} - set(PACKAGES) | {
        name for name in FILES if name.split(".")[1:] == ["__main__"]
    } == set(EDGES)


@pytest.mark.parametrize(
    ("package", "may_use"),
    [("cards", {"cards"}), ("sessions", {"cards", "sessions"}), ("facilitation", set(PACKAGES))],
)
def test_packages_point_one_way(package: str, may_use: set[str]):
    names = {name for name in FILES if is_inside(name, {package}) and name not in EDGES}

    wrong = {
        (name, used)
        for name in names
        for used in imports(FILES[name])
        if is_inside(used, {*PACKAGES, "app", "run", "tests"}) and not is_inside(used, may_use)
    }

    assert wrong == set()


@pytest.mark.parametrize(("package", "order"), [("cards", CARDS), ("sessions", SESSIONS)])
def test_modules_use_those_above_them(package: str, order: tuple[str, ...]):
    wrong = {
        (order[place], used)
        for place in range(len(order))
        for used in imports(FILES[f"{package}.{order[place]}"])
        if is_inside(used, {f"{package}.{below}" for below in order[place + 1 :]})
    }

    assert wrong == set()


@pytest.mark.parametrize("name", FACILITATION)
def test_a_room_uses_only_the_rooms_it_may(name: str):
    own = f"facilitation.{name}"
    files = {file: path for file, path in FILES.items() if is_inside(file, {own})}

    wrong = {
        (file, used)
        for file, path in files.items()
        for used in imports(path)
        if is_inside(used, {"facilitation"})
        and used != "facilitation"
        and not is_inside(used, {own, *(f"facilitation.{other}" for other in FACILITATION[name])})
    }

    assert wrong == set()


@pytest.mark.parametrize("name", EDGES)
def test_where_a_program_starts_it_uses_what_it_puts_together_and_nobody_uses_it(name: str):
    wrong = {
        used for used in imports(FILES[name]) if is_inside(used, set(PACKAGES)) and not is_inside(used, EDGES[name])
    } - {name.split(".")[0]}
    users = {file for file, path in FILES.items() if file not in EDGES and name in imports(path)}

    assert (wrong, users) == (set(), set())


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_known_only_where_it_is_used(library: str):
    users = {room(name) for name, path in FILES.items() for used in imports(path) if is_inside(used, {library})}

    assert users - LIBRARIES[library] == set()
