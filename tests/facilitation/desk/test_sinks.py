"""Streamlit reads Markdown in nearly every text it shows: links, remote pictures, headings. People's and decks'
words therefore go to the few that show text as it is, and this holds our screens to it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3] / "facilitation"
SCREENS = [path for folder in ("desk", "wall") for path in sorted((ROOT / folder).glob("*.py"))]

# What may be shown with any text: as text, as escaped HTML, in cells, in a list to choose from.
SAFE = {"text", "html", "dataframe", "selectbox", "multiselect", "code", "plotly_chart", "text_input", "text_area"}
# Those among them whose first argument is a label, and a label is Markdown.
LABELLED = {"selectbox", "multiselect", "text_input", "text_area"}
NO_TEXT = {
    "columns",
    "container",
    "navigation",
    "rerun",
    "set_page_config",
    "stop",
    "switch_page",
    "Page",
}
# Facts that are ours: numbers, times and codes, never words.
FACTS = {"n", "m", "code", "time", "day"}
# Functions of ours that say something from the catalogues alone, as they promise.
SAYING = {"next_label", "undo_label", "stance_label", "file_label", "sector_label"}


def calls_of_streamlit(path: Path) -> list[tuple[str, ast.Call]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.func.attr, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "st"
    ]


def is_ours(node: ast.expr, names: dict[str, list[ast.expr]]) -> bool:
    """Whether an expression can only be words from the code or the catalogues."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.IfExp):
        return is_ours(node.body, names) and is_ours(node.orelse, names)
    if isinstance(node, ast.Name):
        return node.id in names and all(is_ours(value, names) for value in names[node.id])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
        return True
    is_say = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    return (
        is_say
        and all(isinstance(argument, ast.Constant) for argument in node.args)
        and all(keyword.arg in FACTS for keyword in node.keywords)
    )


def assigned(path: Path) -> dict[str, list[ast.expr]]:
    """Everything that is ever given to a name in a module."""
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    names.setdefault(target.id, []).append(node.value)
    return names


def unsafe(path: Path) -> list[str]:
    names = assigned(path)
    found = []
    for name, call in calls_of_streamlit(path):
        if name in NO_TEXT or (name in SAFE and name not in LABELLED):
            continue
        shown = call.args[1:] if name in {"page_link", "progress"} else call.args[:1]
        shown += [
            keyword.value for keyword in call.keywords if keyword.arg in ("label", "help", "captions", "body", "text")
        ]
        if name in {"radio", "checkbox", "button", "link_button", "metric", "tabs"}:
            shown += [keyword.value for keyword in call.keywords if keyword.arg == "placeholder"]
        found += [f"{path.name}:{call.lineno} st.{name}" for part in shown if not is_ours(part, names)]
    return found


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_words_but_our_own_reach_what_reads_markdown(path: Path) -> None:
    assert unsafe(path) == []


@pytest.mark.parametrize(
    "line",
    [
        "st.write(session.opened.title)",
        "st.button(f'Show {title}')",
        "st.warning(say('Gone: {where}', where=where))",
        "st.markdown(note.text)",
        "st.selectbox(title, cards)",
        "st.progress(0.5, title)",
        "title = note.text\nst.caption(title)",
    ],
)
def test_the_search_finds_words_in_a_markdown_sink(tmp_path: Path, line: str) -> None:
    screen = tmp_path / "screen.py"
    screen.write_text(line)

    assert len(unsafe(screen)) == 1


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_screens_keep_nothing_in_streamlits_caches(path: Path) -> None:
    names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}

    assert names & {"cache_data", "cache_resource", "download_button"} == set()


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_html_is_never_allowed_to_run_scripts_or_to_pass_through_markdown(path: Path) -> None:
    keywords = {node.arg for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.keyword)}

    assert keywords & {"unsafe_allow_html", "unsafe_allow_javascript"} == set()
