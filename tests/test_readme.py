"""The README says what is so."""

import re
from pathlib import Path

from sessions.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_readme_lists_every_setting_with_its_own_words() -> None:
    table = README.split("<!-- settings:begin -->")[1].split("<!-- settings:end -->")[0]

    listed = dict(re.findall(r"\| `(\w+)` \| (.+) \|", table))

    assert listed == {PREFIX + name: text for name, text in Settings.explained.items()}


def test_every_file_and_picture_that_readme_names_is_there() -> None:
    named = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README) + re.findall(r"`(tests/[\w./]+)`", README)

    missing = [name for name in named if not (ROOT / name).exists()]

    assert named
    assert missing == []


def test_every_picture_has_words() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(", README)

    assert all(len(words) > 5 for words in pictures)
