"""Notes that say much the same, found together by the words they share.

Words are cut to their stems (Snowball), so that "työnantajien" and "työnantajille" meet, and a long word is also
looked at as its parts where the notes use these alone: "työnantajayhteistyö" meets "yhteistyö työnantajien kanssa".
Rare words weigh more than common ones (TF-IDF); how alike two notes are is the cosine of their words, 0.0 to 1.0.
Notes in different languages meet only where they are the same but for case, spaces and punctuation.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import regex
import snowballstemmer

from sessions.session import Note

ALIKE = 0.27  # of invented Finnish and Swedish notes the same things were at 0.32 and more, others at 0.20 and less
LEAST_SHARED = 2  # words, but for notes that are all but the same
ALL_BUT_THE_SAME = 0.8
LEAST_PART = 4  # letters of a part of a long word
LEAST_ROOT, ROOT_SHARE = 5, 0.72  # letters, and their share of the longer stem, that make two Finnish stems one
MOST_NOTES = 150  # that share a word: a more common one finds nothing, but still counts

STEMMERS = {"fi": "finnish", "sv": "swedish", "en": "english"}
WORD = regex.compile(r"[\p{L}\p{N}]+")

# Words that say nothing about the matter. Finnish and Swedish need many, since each comes in several forms.
SILENT_WORDS = """
    ja tai sekä että kun kuin jos niin myös on ei ole olla ovat oli olisi pitää pitäisi voi voisi saa saada tämä tämän
    tätä se sen sitä ne niiden he heidän me meidän meillä minun sinun jotta vaan vai mutta eli nyt jo vielä enemmän
    lisää liian hyvin hyvä hyviä joka jotka mikä mitä kaikki kaikille kanssa kautta mukaan koko uusi uusia paljon
    och eller att det den de som i på för med av till är var inte har kan ska skulle måste man vi ni oss vår våra en
    ett om så men när hur vad mer mycket också alla allt bra nya ny bör får finns från blir än bara sig
    the a an and or of to in on for with is are be was not no it its this that these those they them their we our us
    you your i my have has can could should would will do does more most many much very also so but if as at by from
    about there what how who which than too all any some need needs
"""
SILENT = frozenset(SILENT_WORDS.split())


def similar_groups(notes: Iterable[Note]) -> tuple[tuple[str, ...], ...]:
    """Ids of notes that say much the same: groups of two or more, the largest first, each in the order given.

    A note is in one group at most. Nothing alike gives no groups.
    """
    ordered = list(notes)
    first: dict[str, str] = {}
    same: dict[str, list[str]] = defaultdict(list)
    for note in ordered:
        same[first.setdefault(" ".join(_words(note.text)) or note.id, note.id)].append(note.id)
    joined = _Joined(same)
    for language in sorted({note.language for note in ordered}):
        texts = {note.id: note.text for note in ordered if note.language == language and note.id in same}
        joined.by_likeness(likeness(texts, language))
    place = {note.id: n for n, note in enumerate(ordered)}
    groups = [tuple(sorted(group, key=place.__getitem__)) for group in joined.groups() if len(group) > 1]
    return tuple(sorted(groups, key=lambda group: (-len(group), place[group[0]])))


def likeness(texts: Mapping[str, str], language: str) -> dict[tuple[str, str], float]:
    """How alike each two texts of a language are, by their ids; pairs that are not alike enough are left out."""
    stems = {key: _stems(text, language) for key, text in texts.items()}
    if language == "fi":
        root = _roots({stem for own in stems.values() for stem in own})
        stems = {key: [root[stem] for stem in own] for key, own in stems.items()}
    known = {stem for own in stems.values() for stem in own}
    terms = {
        key: Counter(term for stem in own for term in (stem, *_parts(stem, known))) for key, own in stems.items()
    }
    having = Counter(term for own in terms.values() for term in own)
    weights = {term: math.log(1 + len(texts) / count) for term, count in having.items()}
    vectors = {
        key: _unit({term: (1 + math.log(count)) * weights[term] for term, count in own.items()})
        for key, own in terms.items()
    }
    common = {term for term, count in having.items() if count > MOST_NOTES}
    return {
        pair: alike
        for pair in _near(vectors, common)
        if (alike := _cosine(vectors[pair[0]], vectors[pair[1]])) >= ALIKE
        and (alike >= ALL_BUT_THE_SAME or len(vectors[pair[0]].keys() & vectors[pair[1]].keys()) >= LEAST_SHARED)
    }


def _words(text: str) -> list[str]:
    return [str(word) for word in WORD.findall(text.casefold())]


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(STEMMERS.get(language, "english"))


@cache
def _stem(word: str, language: str) -> str:
    return str(_stemmer(language).stemWord(word))


def _stems(text: str, language: str) -> list[str]:
    return [_stem(word, language) for word in _words(text) if len(word) > 2 and word not in SILENT]


def _roots(stems: set[str]) -> dict[str, str]:
    """Finnish stem -> the first of those that begin alike: the stemmer leaves "digitaito" and "digitaid" apart."""
    root: dict[str, str] = {}
    first = ""
    for stem in sorted(stems):
        if _shared_start(first, stem) < max(LEAST_ROOT, ROOT_SHARE * max(len(first), len(stem))):
            first = stem
        root[stem] = first
    return root


def _shared_start(one: str, other: str) -> int:
    """How many letters two words have in common from the beginning."""
    differing = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differing, min(len(one), len(other)))


def _parts(stem: str, known: set[str]) -> list[str]:
    """The known words that a long word begins or ends with."""
    cuts = range(LEAST_PART, len(stem) - LEAST_PART + 1)
    return list({part for cut in cuts for part in (stem[:cut], stem[cut:]) if part in known})


def _near(vectors: Mapping[str, Mapping[str, float]], common: set[str]) -> Iterator[tuple[str, str]]:
    """The pairs with a rare word in common that may be alike enough, the earlier one first."""
    holders: dict[str, list[tuple[str, float]]] = defaultdict(list)
    most: dict[str, float] = {}  # what common words can add at most, as the length of their part
    for one, vector in vectors.items():
        most[one] = math.sqrt(sum(weight * weight for term, weight in vector.items() if term in common))
        near: dict[str, float] = defaultdict(float)
        for term, weight in vector.items():
            if term not in common:
                for other, others in holders[term]:
                    near[other] += weight * others
                holders[term].append((one, weight))
        yield from ((other, one) for other, so_far in near.items() if so_far + most[one] * most[other] >= ALIKE)


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other.get(term, 0.0) for term, weight in one.items())


class _Joined:
    """Groups of ids, joined while they are alike on the whole and not by one link in a chain."""

    def __init__(self, same: Mapping[str, list[str]]) -> None:
        self._same = same
        self._members = {key: [key] for key in same}
        self._group = {key: key for key in same}

    def by_likeness(self, pairs: Mapping[tuple[str, str], float]) -> None:
        """Joins the most alike first; two groups join when their members are alike in the mean."""
        for one, other in sorted(pairs, key=lambda pair: -pairs[pair]):
            a, b = self._group[one], self._group[other]
            if a != b and self._mean(a, b, pairs) >= ALIKE:
                for key in self._members[b]:
                    self._group[key] = a
                self._members[a] += self._members.pop(b)

    def _mean(self, a: str, b: str, pairs: Mapping[tuple[str, str], float]) -> float:
        across = [(x, y) for x in self._members[a] for y in self._members[b]]
        return sum(max(pairs.get((x, y), 0.0), pairs.get((y, x), 0.0)) for x, y in across) / len(across)

    def groups(self) -> list[list[str]]:
        return [[note for key in members for note in self._same[key]] for members in self._members.values()]
