"""What in a note may give a person away, marked for the review before anything goes out.

It marks too much rather than too little and says what it takes each span for; a person decides. Finnish forms are
looked through ("Virtaselle", "Matin"), and names of places and organisations are marked as such, since "Pohjois-Savon
Työllisyyspalvelut" and a person's name look alike to a rule.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

import msgspec
import regex

Kind = Literal["email", "identity-code", "identity-like", "phone", "name", "organisation"]


class Flag(msgspec.Struct, frozen=True):
    """`text[start:end]` looks like this kind of thing.

    "identity-code" has a true date and check character, "identity-like" the form only (a slip, or another number);
    "organisation" is capitals that look like a place or an organisation and not like a person.
    """

    kind: Kind
    start: int
    end: int


def flagged(text: str) -> tuple[Flag, ...]:
    """What may give a person away in a text, in its order; spans do not overlap."""
    found: list[Flag] = []
    for looking in (_emails, _identity_codes, _phones, _names):
        for flag in looking(text):
            if all(flag.end <= other.start or flag.start >= other.end for other in found):
                found.append(flag)
    return tuple(sorted(found, key=lambda flag: flag.start))


# -------------------------------------------------------------------- addresses and numbers

EMAIL = regex.compile(
    r"[\p{L}\p{N}][\p{L}\p{N}._%+\-]*\s?(?:@|\(at\)|\[at\]|\(ät\)|\(a\))\s?"
    r"[\p{L}\p{N}\-]+(?:(?:\.|\s?\(dot\)\s?|\s?\(piste\)\s?)[\p{L}\p{N}\-]+)+",
    regex.IGNORECASE,
)

# Day, month, year, century sign (the letters beside + - A came in 2023), number, check character.
IDENTITY_CODE = regex.compile(
    r"(?<![\p{L}\p{N}])(\d{2})(\d{2})(\d{2})\s?([-–+A-FU-Y])\s?(\d{3})([0-9A-Z])(?![\p{L}\p{N}])", regex.IGNORECASE
)
CENTURIES = {"+": 1800, **dict.fromkeys("-–YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"

PHONE = regex.compile(
    r"(?<![\p{L}\p{N}.,:/\-])(?<!\d[ \u00a0])(?:\+|00|\(?0)\d(?:[ \u00a0\-–()/]{0,2}\d){4,13}(?![\p{L}\p{N}])"
)
CALLED = regex.compile(
    r"\b(?:puh|puhelin|puhelimeni|numero|numeroni|numeroon|soita|gsm|tel|telefon|ring|nummer|phone|call)\b"
    r"[.:]?(?:\s\p{L}+){0,2}\s*(\+?\d(?:[ \u00a0\-–]?\d){4,13})(?![\p{L}\p{N}])",
    regex.IGNORECASE,
)
DATE_LIKE = regex.compile(r"0?\d{1,2}[-/]0?\d{1,2}[-/](?:19|20)?\d{2}")


def _emails(text: str) -> list[Flag]:
    return [Flag("email", *found.span()) for found in EMAIL.finditer(text)]


def _identity_codes(text: str) -> list[Flag]:
    return [
        Flag("identity-code" if is_identity_code(found.group()) else "identity-like", *found.span())
        for found in IDENTITY_CODE.finditer(text)
    ]


def is_identity_code(code: str) -> bool:
    """Whether this is a Finnish personal identity code: its form, its date and its check character.

    Of temporary ones too (individual numbers 900-999), and in small letters. Source: Digital and Population Data
    Services Agency, "The personal identity code"; decree 128/2010, changed by 690/2022.
    """
    found = IDENTITY_CODE.fullmatch(code.strip())
    if found is None:
        return False
    day, month, year, sign, number, check = found.groups()
    try:
        date(CENTURIES[sign.upper()] + int(year), int(month), int(day))
    except ValueError:
        return False
    return int(number) >= 2 and CHECK[int(f"{day}{month}{year}{number}") % 31] == check.upper()


def _phones(text: str) -> list[Flag]:
    whole = [found.span() for found in PHONE.finditer(text) if not DATE_LIKE.fullmatch(found.group())]
    called = [found.span(1) for found in CALLED.finditer(text)]
    return [Flag("phone", *span) for span in dict.fromkeys([*whole, *called])]


# -------------------------------------------------------------------- names

# A capitalised word, its parts ("Anna-Liisa") and Swedish and foreign letters included; TE and KELA are none.
CAPITAL = r"\p{Lu}[\p{Ll}'’]+(?:-\p{Lu}?[\p{Ll}]+)*"
CAPITALS = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])(?:{CAPITAL}|\p{{Lu}}\.)"
    rf"(?:[ \u00a0](?:{CAPITAL}|\p{{Lu}}\.|(?:von|af|de|van|al|bin)(?= \p{{Lu}})))*(?![\p{{L}}\p{{N}}])"
)
LOWER_PAIR = regex.compile(r"(?<![\p{L}\p{N}])(\p{L}[\p{Ll}-]+)[ \u00a0](\p{Ll}[\p{Ll}-]+)(?![\p{L}\p{N}])")
TITLED = regex.compile(
    rf"\b(?i:rouva|herra|neiti|fru|herr|fröken|mr|mrs|ms|dr)\b\.?[ \u00a0]({CAPITAL}(?:[ \u00a0]{CAPITAL})*)"
)
SENTENCE_END = regex.compile(r"(?:^|[.!?:;\n•–-]\s*[\"”'(]*)$")

# Common first names of Finland; words that are also something else count only beside another capital or inside a
# sentence.
FIRST_NAMES = """
    aino aleksi anders anna anne anneli annika anni antero anton antti ari arja arto arttu asko bengt birgit
    camilla carina carl christian christina daniel eero eeva eila eija eino elina elisa elisabeth ella emilia emma
    erik erika erkki esa eva eveliina fatima fredrik gunilla gustav hanna hannele hannu harri heidi heikki heli helena
    henna henri henrik hilkka iida iiro ilkka inka irina irma ismo jaakko jaana jan jani janne jari jarmo jenni jenna
    jesse joel johan johanna johannes joni jonna jorma jouni juha juhani juho jukka jussi jyrki kaarina kaija kaisa
    kalevi kalle karin kari karl katariina kati katja katri kauko keijo kirsi kirsti krista kristiina kyösti lasse
    lassi lauri lauri leena leif lena liisa linda lotta magnus maija maarit maria marianne marika marita marja marjo
    marjatta mark markku marko markus martti mathias matias matti mauri mia miia mika mikael mikko mikaela minna mirja
    mirva mohamed mohammed muhammad natalia niina niko nina noora olavi olga olli oskari outi paavo päivi pasi patrik
    paula pauli pekka pentti perttu pertti per peter petra petri petteri piia pirjo pirkko raija raimo raili reijo
    riikka riitta risto ritva roope saara saija salla sami samuel samuli sanna sari satu seija seppo sinikka sirkka
    sirpa sofia stefan susanna susanne taina tanja tapani tapio tarja teemu teija tero terttu thomas tiina timo tiia
    tommi tomi toni topi tuija tuomas tuomo tuula tuomi ulla ulrika urpo vappu veera veikko venla vesa ville viljami
    vilma virpi yrjö åke åsa
    """
ALSO_WORDS = """
    aarne aarre aamu ahti alku armas arvo eino ilo ilta impi into jan kari karin kauko kielo lahja lempi linda mark
    meri mia onni oskari paula per rauha satu sisu sofia sulo suvi taimi tapio tarmo toivo tuomi tuuli usko vappu veli
    vuokko topi ari
"""
CASES = (
    "",
    "n",
    "a",
    "ä",
    "s",
    "lle",
    "lla",
    "llä",
    "lta",
    "ltä",
    "ssa",
    "ssä",
    "sta",
    "stä",
    "ksi",
    "na",
    "nä",
    "ta",
    "tä",
    "kin",
)
# A surname in -nen, in whatever case: Virtanen, Virtasen, Virtaselle, Virtasten.
SURNAME = regex.compile(
    r"\p{L}{2,}[aeiouyäö](?:nen|s(?:en|ta|tä|ten|ia|iä|e(?:lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|en|ksi|na|nä)))s?"
)
SURNAME_SV = regex.compile(
    r"\p{L}{2,}(?:sson|ström|qvist|kvist|lund|berg|blom|gren|holm|löf)(?:s|in|ille|illa|ilta|ista|issa)?"
)

# Beginnings and ends of words that stand in names of places and organisations.
PLACES = (
    "ahvenan|etelä-|pohjois-|itä-|länsi-|keski-|kanta-|päijät-|varsinais-|uusimaa|uudenmaa|uudellamaa|suome|suomi|"
    "finland|lappi|lapin|lapis|häme|hämee|savo|karjala|pohjanmaa|pohjanmaa|satakun|kainuu|pirkanmaa|kymenlaakso|"
    "helsin|helsing|tampere|tammerfors|turku|turun|turu|åbo|oulu|oulun|uleåborg|lahti|lahde|lahti|kuopio|jyväskyl|"
    "vaasa|vasa|seinäjo|joensuu|lappeenran|villmanstrand|kotka|kouvola|rovanie|mikkeli|porvoo|borgå|espoo|esbo|vantaa|"
    "vanda|pori|raisio|kokkola|karleby|pietarsaar|jakobstad|kajaani|hämeenlinna|tavastehus|vanajanlinna|kiipula|raasepor|"
    "raseborg|nyland|österbotten|åland|europ|eu|tukholm|stockholm|ruots|sverige|viro|venäj"
)
ORGANISATIONS = (
    "kaupun|kunta|kunna|kunnan|säätiö|yhdisty|liitto|liiton|palvelu|keskus|keskuks|toimisto|virasto|ministeri|opisto|"
    "koulu|yliopisto|akatemia|järjestö|osuuskunta|hanke|hankke|verkosto|alue|aluee|lehti|sanomat|talo|pankki|vakuutu|"
    "stad|kommun|region|förening|stiftelse|förbund|tjänst|center|centr|högskola|skola|universitet|institut|verket|"
    "samkommun|kela|fpa|sitra|vates|stea|keko|soite|traficom|mieli|martta|martha|diakon|kirkko|seurakun|"
    "oy|ab|oyj|abp|ry|rf|rs|amk|tmi|ky|council|agency|foundation|association|services|office|school|college|city|police"
)
PLACE = regex.compile(rf"(?:{PLACES})\p{{L}}*", regex.IGNORECASE)
ORGANISATION = regex.compile(rf"(?:.*(?:{ORGANISATIONS})\p{{L}}{{0,6}})", regex.IGNORECASE)


def _names(text: str) -> list[Flag]:
    found = [Flag("name", *match.span(1)) for match in TITLED.finditer(text)]
    for match in CAPITALS.finditer(text):
        flag = _of_capitals(text, match)
        if flag is not None:
            found.append(flag)
    for match in LOWER_PAIR.finditer(text, overlapped=True):
        if is_first_name(match[1]) and (_is_surname(match[2]) or is_first_name(match[2])):
            found.append(Flag("name", *match.span()))
    return found


def _of_capitals(text: str, match: regex.Match[str]) -> Flag | None:
    """What one or more capitalised words in a row are taken for; the first word of a sentence is one of them, since a
    foreign first name there looks just the same."""
    words = match.group().replace("\u00a0", " ").split(" ")
    begins = SENTENCE_END.search(text[: match.start()]) is not None
    if len(words) == 1:
        word = words[0]
        if _is_surname(word) and not begins:
            return Flag("name", *match.span())
        certain = is_first_name(word) and not (begins and word.casefold() in ALSO_WORDS.split())
        return Flag("name", *match.span()) if certain else None
    person = any(is_first_name(word) or _is_surname(word) or word.endswith(".") for word in words)
    elsewhere = sum(_is_elsewhere(word) for word in words)
    return Flag("organisation" if elsewhere and not person else "name", *match.span())


def _is_elsewhere(word: str) -> bool:
    return bool(PLACE.fullmatch(word) or ORGANISATION.fullmatch(word))


def _is_surname(word: str) -> bool:
    return bool(SURNAME.fullmatch(word) or SURNAME_SV.fullmatch(word)) and not _is_elsewhere(word)


def is_first_name(word: str) -> bool:
    """Whether this is a common first name of Finland, in whatever case of Finnish or in the Swedish genitive."""
    return all(part in _forms() for part in word.casefold().split("-"))


@cache
def _forms() -> frozenset[str]:
    """Every form of every first name: "matti", "matin", "matille"; "markus", "markuksen"."""
    forms: set[str] = set()
    for name in FIRST_NAMES.split():
        stems = {name}
        if name[-3:-1] in ("kk", "pp", "tt"):
            stems.add(name[:-2] + name[-1])  # the weak grade: Pekka, Pekan
        if name[-1] == "s":
            stems |= {name[:-1] + "kse", name[:-1] + "sta", name + "i"}
        elif name[-1] not in "aeiouyäöå":
            stems.add(name + "i")
        forms |= {stem + case for stem in stems for case in CASES}
        forms.add(name + name[-1] + "n")  # into: Mattiin
    return frozenset(forms)
