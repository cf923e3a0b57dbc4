"""`python -m facilitation.words`: brings the catalogues in step with the texts in the code.

New texts come in without a translation, texts that nobody says any more go. Prints what is to be translated, and
exits with 1 while there is something.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Collection
from pathlib import Path

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import generate_po, read_po

from facilitation.words import TRANSLATED, catalogue_path
from facilitation.words.texts import Text, Unreadable, texts_under

CODE = Path(__file__).parents[1]

# No dates and no places in the code: the file changes when its words do, and not otherwise.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> int:
    """Rewrites the catalogues and prints what they lack."""
    try:
        texts = texts_under(CODE)
    except Unreadable as unreadable:
        print(f"This text is put together where it is said; say a whole one. {unreadable}", file=sys.stderr)
        return 1
    lacking = []
    for language in TRANSLATED:
        path = catalogue_path(language)
        renewed = merged(path.read_text(encoding="utf-8"), texts, language)
        path.write_text(renewed, encoding="utf-8")
        lacking += [f"{language}  {text}" for text in untranslated(renewed, language)]
    print("\n".join(lacking) or "Nothing to translate.")
    return 1 if lacking else 0


def merged(catalogue: str, texts: Collection[Text], language: str) -> str:
    """A catalogue in PO format with exactly these texts, sorted, and the translations that it had for them."""
    known = _read(catalogue, language)
    fresh = Catalog(locale=language)
    for text in texts:
        old = known.get(text)
        kept = old if old is not None and old.pluralizable == isinstance(text, tuple) else None
        fresh.add(
            text,
            string=kept.string if kept else "",
            user_comments=kept.user_comments if kept else [],
        )
    lines = generate_po(fresh, no_location=True, omit_header=True, sort_by="message", width=0)
    return HEADER.format(language=language) + "".join(lines).rstrip("\n") + "\n"


def untranslated(catalogue: str, language: str) -> list[str]:
    """The English texts for which a catalogue in PO format has no translation, or not every form of it."""
    return [_first(message.id) for message in _read(catalogue, language) if message.id and not all(_forms(message))]


def _read(catalogue: str, language: str) -> Catalog:
    return read_po(io.StringIO(catalogue), locale=language)


def _forms(message: Message) -> list[str]:
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return [form or "" for form in forms]


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


if __name__ == "__main__":
    sys.exit(main())
