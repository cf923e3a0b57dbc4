"""The phone's script speaks ES2017, asks for nothing that plain http lacks, and never makes markup out of text."""

import re

import pytest

from facilitation.phone import pages
from facilitation.phone.pages import SCRIPT

# What must not stand in the script, and an example of it, so that the pattern is known to find it.
FORBIDDEN = {
    "markup from text": (r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc", "box.innerHTML = text"),
    "code from text": (r"\beval\b|\bFunction\s*\(|setTimeout\(\s*[\"'`]", 'setTimeout("send()")'),
    "secure contexts only": (
        r"randomUUID|crypto\.subtle|serviceWorker|wakeLock|navigator\.(locks|clipboard|share|storage)|caches\.",
        "navigator.serviceWorker.register(x)",
    ),
    "modules": (r"\bimport\b|\bexport\b", "import x from 'y'"),
    "optional chaining": (r"\?\.(?!\d)", "seat?.id"),
    "nullish": (r"\?\?", "seat ?? none"),
    "logical assignment": (r"(&&|\|\|)=", "seat ||= none"),
    "optional catch binding": (r"catch\s*\{", "try { x() } catch { y() }"),
    "spread and rest": (r"\.\.\.", "({ ...state })"),
    "async iteration": (r"for\s+await|async\s+\*|async\s+function\s*\*", "for await (const x of y) z()"),
    "class fields": (r"\bclass\b|this\.#", "class Seat { #id = 1 }"),
    "numbers": (r"\b\d+n\b|\d_\d", "1_000n"),
    "regular expressions": (r"\(\?<|/[a-z]*[sdv][a-z]*\.(test|exec)|\\p\{", r"/(?<name>x)/.exec(y)"),
    "newer strings": (r"\.(matchAll|replaceAll|trimStart|trimEnd|at|isWellFormed)\(", "text.replaceAll(a, b)"),
    "newer lists": (r"\.(flat|flatMap|findLast|findLastIndex|toSorted|toReversed|with|group)\(", "list.flat()"),
    "newer objects": (r"Object\.(fromEntries|hasOwn|groupBy)|structuredClone|globalThis", "Object.fromEntries(x)"),
    "newer promises": (r"\.finally\(|Promise\.(allSettled|any|withResolvers|try)", "ask().finally(done)"),
    "newer pages": (
        r"\.(replaceChildren|replaceWith|before|after|append|prepend|toggleAttribute|requestSubmit|showModal)\(",
        "list.replaceChildren()",
    ),
    "newer timing": (r"queueMicrotask|requestIdleCallback|AbortSignal\.(timeout|any)", "AbortSignal.timeout(1000)"),
}


@pytest.mark.parametrize(("pattern", "example"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_script_does_without(pattern: str, example: str):
    assert re.findall(pattern, example)

    lines = [line for line in SCRIPT.decode().split("\n") if re.search(pattern, line)]

    assert lines == []


def test_every_request_of_the_script_goes_to_this_server():
    script = SCRIPT.decode()

    assert re.findall(r"https?:|//[a-z]+\.", script) == []
    assert re.findall(r"fetch\((.*?),", script) == ["(at||home)+path"]
    assert re.findall(r",\"/\"\+(\w+\[1\])\)", script) == ["at[1]"]
    assert re.findall(r"new EventSource\((\w+)\+", script) == ["home"]


def test_taking_the_spaces_out_changes_no_text_in_quotes():
    written = (pages.HERE / "phone.js").read_text(encoding="utf-8")
    lines = [line for line in written.split("\n") if not line.strip().startswith("//")]

    assert pages.QUOTED.findall(SCRIPT.decode()) == pages.QUOTED.findall("\n".join(lines))
    assert pages.QUOTED.findall("say('a + b', \"c ? d\")") == ["'a + b'", '"c ? d"']
