import pytest

from sessions.review import Flag, flagged, is_first_name, is_identity_code


def spans(text: str) -> list[tuple[str, str]]:
    """What is marked, as (kind, the words)."""
    return [(flag.kind, text[flag.start : flag.end]) for flag in flagged(text)]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("Soita Matti Meikäläiselle", "Soita Matti Meikäläiselle", id="given to somebody"),
        pytest.param("Kysyin Matti Meikäläisen mielipidettä", "Kysyin Matti Meikäläisen", id="somebody's"),
        pytest.param("puhuin Virtasen Matin kanssa", "Virtasen Matin", id="the family name first"),
        pytest.param("Terveisiä Pekalle!", "Terveisiä Pekalle", id="with the first word of a sentence"),
        pytest.param("Asiakas oli Heikin tuttu", "Heikin", id="a first name in the weak grade"),
        pytest.param("Markuksen työpaikka", "Markuksen", id="a name in -s"),
        pytest.param("Anna-Liisan idea", "Anna-Liisan", id="a double name"),
        pytest.param("Kuten Korhonen sanoi", "Kuten Korhonen", id="a family name alone"),
        pytest.param("Se oli M. Niemisen hanke", "M. Niemisen", id="an initial"),
        pytest.param("rouva Eklund tietää", "Eklund", id="after a title"),
        pytest.param("Mohammed Ali odotti lupaa", "Mohammed Ali", id="a name from elsewhere"),
        pytest.param("Nguyen Thi Lan sai työn", "Nguyen Thi Lan", id="three words that no list knows"),
        pytest.param("matti virtaselle kiitos", "matti virtaselle", id="in small letters"),
        pytest.param("Ring Annas chef Lisa Sandström", "Lisa Sandström", id="Swedish"),
        pytest.param("Carl von Essen kom", "Carl von Essen", id="with a particle"),
    ],
)
def test_what_looks_like_a_persons_name_is_marked(text: str, marked: str):
    assert ("name", marked) in spans(text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param(
            "kävimme Pohjois-Savon Työllisyyspalveluissa", "Pohjois-Savon Työllisyyspalveluissa", id="a service"
        ),
        pytest.param("se oli Helsinki Business College", "Helsinki Business College", id="a school"),
        pytest.param("Vates Säätiö mukaan", "Vates Säätiö", id="a foundation"),
        pytest.param("yhdessä Lahden Diakoniasäätiön kanssa", "Lahden Diakoniasäätiön", id="inflected"),
        pytest.param("Åbo Akademi var med", "Åbo Akademi", id="Swedish"),
    ],
)
def test_places_and_organisations_are_marked_as_such(text: str, marked: str):
    assert spans(text) == [("organisation", marked)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Työnantajien kanssa pitää tehdä enemmän yhteistyötä", id="a sentence"),
        pytest.param("TE-palvelut ja KELA mukaan. TEM hidas!", id="abbreviations"),
        pytest.param("Helsingissä on toimiva malli, Tampereella ei", id="single places"),
        pytest.param("Toivo elää. Rauha säilyy.", id="names that are words, at the beginning"),
        pytest.param("Vuosina 2023-2024 rahoitus oli 10 000 000 euroa", id="years and money"),
        pytest.param("Tilaisuus 29.10.2019 klo 9.00-15.30", id="day and hour"),
        pytest.param("05/11/2024 tai 05-11-2024", id="days with strokes"),
        pytest.param("Laki 916/2012 § 12", id="a law"),
        pytest.param("Kaikki 100 % mukana, 0,5 htv", id="shares"),
        pytest.param("", id="nothing"),
        pytest.param("👍🏽", id="a picture"),
    ],
)
def test_what_gives_nobody_away_is_left_alone(text: str):
    assert spans(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Aloittaa Uusi Alku", id="a title in capitals"),
        pytest.param("Oma Koti Kullan Kallis", id="a saying in capitals"),
    ],
)
def test_capitals_that_no_list_knows_are_marked_as_a_name_rather_than_missed(text: str):
    assert [kind for kind, _ in spans(text)] == ["name"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("soita 040 123 4567", "040 123 4567", id="with spaces"),
        pytest.param("040-1234567", "040-1234567", id="with a hyphen"),
        pytest.param("+358 40 123 4567 iltaisin", "+358 40 123 4567", id="with the country"),
        pytest.param("(09) 310 1691", "(09) 310 1691", id="a landline"),
        pytest.param("0046 8 123 456 78", "0046 8 123 456 78", id="with 00"),
        pytest.param("puh. 310 1691", "310 1691", id="without the area, but said"),
        pytest.param("ring mig 4567890", "4567890", id="said in Swedish"),
    ],
)
def test_phone_numbers_are_marked(text: str, marked: str):
    assert ("phone", marked) in spans(text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("laita matti.meikalainen@example.fi", "matti.meikalainen@example.fi", id="plain"),
        pytest.param("etu.suku(at)example.fi", "etu.suku(at)example.fi", id="written out"),
        pytest.param("etu.suku [at] kunta.example.fi kiitos", "etu.suku [at] kunta.example.fi", id="with spaces"),
        pytest.param("anna+lista@xn--sj-xka.example", "anna+lista@xn--sj-xka.example", id="with a plus"),
    ],
)
def test_e_mail_addresses_are_marked(text: str, marked: str):
    assert spans(text) == [("email", marked)]


# The codes are of the test range 900-999 or published examples; none is anybody's.
@pytest.mark.parametrize(
    ("code", "true"),
    [
        pytest.param("131052-308T", True, id="the example of the authority"),
        pytest.param("131052-308t", True, id="in small letters"),
        pytest.param("131052Y308T", True, id="a sign of 2023 for the 1900s"),
        pytest.param("131002B308X", False, id="a sign of 2023 with another check character"),
        pytest.param("131052–308T", True, id="with a dash"),
        pytest.param("131052 -308T", True, id="with a space"),
        pytest.param("131052-308U", False, id="another check character"),
        pytest.param("311152-308T", False, id="a day that is none"),
        pytest.param("290201A950A", False, id="no leap year"),
        pytest.param("131052G308T", False, id="no such century"),
        pytest.param("131052-001T", False, id="no such number"),
    ],
)
def test_an_identity_code_has_a_date_and_a_check_character(code: str, true: bool):
    assert is_identity_code(code) is true


def test_every_century_sign_is_known():
    codes = {f"010150{sign}9001" for sign in "+-YXWVUABCDEF"}

    digits = {code[:7] + code[7:10] + "0123456789ABCDEFHJKLMNPRSTUVWXY"[int("010150900") % 31] for code in codes}

    assert {code[6] for code in digits if is_identity_code(code)} == set("+-YXWVUABCDEF")


def test_identity_codes_are_marked_also_when_they_are_not_quite_right():
    assert spans("hetu 131052-308T") == [("identity-code", "131052-308T")]
    assert spans("hetu 131052-308A.") == [("identity-like", "131052-308A")]


def test_several_things_are_marked_in_their_order_and_do_not_overlap():
    text = "Matti Virtanen, 040 123 4567, matti.virtanen@example.fi, 131052-308T"

    assert spans(text) == [
        ("name", "Matti Virtanen"),
        ("phone", "040 123 4567"),
        ("email", "matti.virtanen@example.fi"),
        ("identity-code", "131052-308T"),
    ]


def test_a_flag_says_where_it_begins_and_ends():
    assert flagged("Hei 040 123 4567!") == (Flag("phone", 4, 16),)


@pytest.mark.parametrize(
    "form", ["pekka", "pekan", "pekalle", "markuksen", "annas", "mikan", "juha-matin", "mattiin"]
)
def test_first_names_are_known_in_their_forms(form: str):
    assert is_first_name(form)


@pytest.mark.parametrize("word", ["työ", "kunta", "mattila", "ja", "annan-"])
def test_other_words_are_no_first_names(word: str):
    assert not is_first_name(word)


def test_a_long_hostile_text_is_looked_through_in_a_moment():
    text = ("Aa " * 150 + "0 " * 100 + "a@" * 50 + "(" * 50)[:500]

    assert [flag.kind for flag in flagged(text)][:1] == ["name"]
