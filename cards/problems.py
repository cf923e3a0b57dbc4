"""What can be wrong with a deck file, and the sentence for it in each language.

    >>> explain(Problem("pakka.yaml", 40, "too-deep", card="heat", facts={"limit": 8}), "en")
    'pakka.yaml, line 40, card heat: More than 8 levels stand inside one another here. ...'

The sentences are read by people who write decks: they say what to do. Finnish ones keep the names they
repeat in the nominative, as a template cannot inflect them.
"""

import unicodedata

import msgspec

SHOWN = 40  # characters of the file's own words that a sentence repeats


class Problem(msgspec.Struct, frozen=True):
    """One thing to mend. `line` counts from 1; 0 is the file as a whole. `card` is an id, or "".

    `facts` fill the sentence's {named} places. `key` among them is the way to the text ("fact.text.sv"), from
    the card where `card` is named, else from the top.
    """

    file: str
    line: int
    reason: str
    card: str = ""
    facts: dict[str, str | int] = {}


def shown(text: str) -> str:
    """Words of a file as a sentence may repeat them: short, on one line, without invisible characters."""
    flat = "".join(c if unicodedata.category(c)[0] in "LMNPSZ" else "\ufffd" for c in " ".join(text.split()))
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


def explain(problem: Problem, language: str) -> str:
    """Where it is and what to do, in `language`; in English if there are no sentences in that."""
    known = language if language in LOCATION else "en"
    line, card = LOCATION[known]
    parts = [problem.file]
    if problem.line:
        parts.append(line.format(line=problem.line))
    if problem.card:
        parts.append(card.format(card=problem.card))
    return f"{', '.join(parts)}: {SENTENCES[problem.reason][known].format_map(problem.facts)}"


LOCATION = {
    "fi": ("rivi {line}", "kortti {card}"),
    "sv": ("rad {line}", "kort {card}"),
    "en": ("line {line}", "card {card}"),
}

SENTENCES: dict[str, dict[str, str]] = {
    # the file cannot be parsed
    "no-file": {
        "fi": "Tiedostoa ei voi avata. Tarkista nimi, kansio ja lukuoikeus.",
        "sv": "Filen går inte att öppna. Kontrollera namnet, mappen och läsrättigheten.",
        "en": "The file cannot be opened. Check its name, its folder and that you may read it.",
    },
    "too-large": {
        "fi": "Tiedosto on liian suuri: raja on {limit} kilotavua. Jaa kortit useampaan pakkaan.",
        "sv": "Filen är för stor: gränsen är {limit} kilobyte. Dela upp korten på flera kortlekar.",
        "en": "The file is too large: the limit is {limit} kilobytes. Split the cards into several decks.",
    },
    "not-utf8": {
        "fi": "Tiedosto ei ole UTF-8-muodossa. Tallenna se uudelleen ja valitse merkistöksi UTF-8.",
        "sv": "Filen är inte i UTF-8. Spara den på nytt och välj teckenkodningen UTF-8.",
        "en": "The file is not in UTF-8. Save it again and choose the encoding UTF-8.",
    },
    "unreadable-character": {
        "fi": "Rivillä on näkymätön ohjausmerkki {code}. Poista se tai kirjoita kohta uudelleen.",
        "sv": "Raden innehåller ett osynligt styrtecken, {code}. Ta bort det eller skriv om stället.",
        "en": "The line holds an invisible control character, {code}. Delete it, or type that place again.",
    },
    "empty": {
        "fi": "Tiedosto on tyhjä. Kopioi malliksi jokin valmis pakka ja muuta sen tekstit.",
        "sv": "Filen är tom. Kopiera en färdig kortlek som mall och ändra texterna.",
        "en": "The file is empty. Copy a finished deck as a model and change its texts.",
    },
    "not-yaml": {
        "fi": "Tiedosto ei ole YAML-tekstiä. Kopioi malliksi jokin valmis pakka ja muuta sen tekstit.",
        "sv": "Filen är inte YAML-text. Kopiera en färdig kortlek som mall och ändra texterna.",
        "en": "The file is not YAML text. Copy a finished deck as a model and change its texts.",
    },
    "syntax": {
        "fi": "Tekstin jäsentely katkeaa merkkiin {column}. Tarkista sisennys, sulkeet ja lainausmerkit"
        " tällä rivillä ja edellisellä.",
        "sv": "Texten går inte att tolka från tecken {column}. Kontrollera indrag, parenteser och"
        " citattecken på den här raden och raden före.",
        "en": "The text stops making sense at character {column}. Check indentation, brackets and quotation"
        " marks on this line and the one before.",
    },
    "tab": {
        "fi": "Merkki {column} on sarkain. Sisennä välilyönneillä.",
        "sv": "Tecken {column} är en tabb. Gör indraget med mellanslag.",
        "en": "Character {column} is a tab. Indent with spaces.",
    },
    "colon-in-text": {
        "fi": "Merkki {column} on kaksoispiste keskellä tekstiä tai rivi on sisennetty liikaa. Kirjoita"
        " teksti lainausmerkkeihin tai korjaa sisennys.",
        "sv": "Tecken {column} är ett kolon mitt i en text, eller så har raden för stort indrag. Sätt"
        " texten inom citattecken eller rätta indraget.",
        "en": "Character {column} is a colon in the middle of a text, or the line is indented too far. Put"
        " the text in quotation marks, or mend the indentation.",
    },
    "open-quote": {
        "fi": "Tästä alkavan lainauksen loppumerkki puuttuu. Lisää se tekstin loppuun.",
        "sv": "Citatet som börjar här saknar slut. Lägg till ett citattecken efter texten.",
        "en": "The quotation that begins here never ends. Add the closing mark after the text.",
    },
    "several-documents": {
        "fi": "Tiedostossa on toinen pakka tämän rivin jälkeen. Poista rivi --- tai jaa pakat omiin tiedostoihinsa.",
        "sv": "Filen har en annan kortlek efter den här raden. Ta bort raden --- eller dela upp lekarna på"
        " egna filer.",
        "en": "A second deck begins after this line. Delete the line ---, or give each deck its own file.",
    },
    "too-deep": {
        "fi": "Tässä on yli {limit} tasoa sisäkkäin. Pakka ei tarvitse niin montaa: korjaa sisennys.",
        "sv": "Här finns fler än {limit} nivåer i varandra. En kortlek behöver inte så många: rätta indraget.",
        "en": "More than {limit} levels stand inside one another here. No deck needs that many: mend the"
        " indentation.",
    },
    "too-many-nodes": {
        "fi": "Tiedostossa on yli {limit} tekstiä ja kohtaa. Jaa kortit useampaan pakkaan.",
        "sv": "Filen har fler än {limit} texter och poster. Dela upp korten på flera kortlekar.",
        "en": "The file has more than {limit} texts and entries. Split the cards into several decks.",
    },
    "anchor": {
        "fi": "Merkintä &{name} on YAML-ankkuri, eikä niitä käytetä pakoissa. Poista se, tai jos &-merkki"
        " kuuluu tekstiin, kirjoita teksti lainausmerkkeihin.",
        "sv": "Märket &{name} är ett YAML-ankare, och sådana används inte i kortlekar. Ta bort det, eller"
        " sätt texten inom citattecken om &-tecknet hör till den.",
        "en": "The mark &{name} is a YAML anchor, and decks do not use them. Delete it, or put the text in"
        " quotation marks if the & belongs to it.",
    },
    "alias": {
        "fi": "Merkintä *{name} on YAML-viittaus, eikä niitä käytetä pakoissa. Kirjoita teksti tähän"
        " kokonaan, tai jos tähti kuuluu tekstiin, kirjoita teksti lainausmerkkeihin.",
        "sv": "Märket *{name} är en YAML-hänvisning, och sådana används inte i kortlekar. Skriv ut texten"
        " här, eller sätt den inom citattecken om asterisken hör till den.",
        "en": "The mark *{name} is a YAML alias, and decks do not use them. Write the text out here, or put"
        " it in quotation marks if the asterisk belongs to it.",
    },
    "tag": {
        "fi": "Merkintä {tag} on YAML-tyyppi, eikä niitä käytetä pakoissa. Poista se, tai jos huutomerkki"
        " kuuluu tekstiin, kirjoita teksti lainausmerkkeihin.",
        "sv": "Märket {tag} är en YAML-typ, och sådana används inte i kortlekar. Ta bort det, eller sätt"
        " texten inom citattecken om utropstecknet hör till den.",
        "en": "The mark {tag} is a YAML tag, and decks do not use them. Delete it, or put the text in"
        " quotation marks if the exclamation mark belongs to it.",
    },
    "no-keys-at-top": {
        "fi": "Pakka alkaa avaimilla, kuten id:, title: ja cards:. Siirrä luettelo oikean avaimen alle.",
        "sv": "En kortlek börjar med nycklar som id:, title: och cards:. Flytta listan under rätt nyckel.",
        "en": "A deck begins with keys such as id:, title: and cards:. Move the list under the key it belongs to.",
    },
    # keys
    "unknown-key": {
        "fi": "Avainta “{key}” ei tunneta tässä kohdassa. Sallitut avaimet: {known}.",
        "sv": "Nyckeln “{key}” är okänd på det här stället. Tillåtna nycklar: {known}.",
        "en": "The key “{key}” is not known in this place. The keys here are: {known}.",
    },
    "misspelt-key": {
        "fi": "Avainta “{key}” ei tunneta tässä kohdassa. Tarkoititko: {near}?",
        "sv": "Nyckeln “{key}” är okänd på det här stället. Menade du {near}?",
        "en": "The key “{key}” is not known in this place. Did you mean {near}?",
    },
    "duplicate-key": {
        "fi": "Avain “{key}” on annettu jo rivillä {first}. Jätä niistä yksi.",
        "sv": "Nyckeln “{key}” finns redan på rad {first}. Behåll bara en av dem.",
        "en": "The key “{key}” was already given on line {first}. Keep one of the two.",
    },
    "missing-key": {
        "fi": "Tästä puuttuu “{key}”. Lisää se.",
        "sv": "Här saknas “{key}”. Lägg till det.",
        "en": "“{key}” is missing here. Add it.",
    },
    "comma-splits-text": {
        "fi": "Pilkku katkaisi tekstin ennen sanoja “{rest}”, koska teksti on aaltosulkeissa. Kirjoita"
        " jokainen teksti omalle rivilleen ilman sulkeita tai lainausmerkkeihin.",
        "sv": "Ett komma bröt texten före “{rest}”, eftersom texten står inom klammerparenteser. Skriv"
        " varje text på en egen rad utan parenteser eller inom citattecken.",
        "en": "A comma cut the text off before “{rest}”, because it stands in braces. Write each text on a"
        " line of its own without braces, or in quotation marks.",
    },
    # shapes
    "not-a-text": {
        "fi": "Kohdan “{key}” pitää olla yksi teksti. Kirjoita se samalle riville kaksoispisteen jälkeen.",
        "sv": "“{key}” ska vara en enda text. Skriv den på samma rad efter kolonet.",
        "en": "“{key}” has to be one text. Write it on the same line after the colon.",
    },
    "not-a-list": {
        "fi": "Kohdan “{key}” pitää olla luettelo. Aloita jokainen rivi viivalla ja välilyönnillä.",
        "sv": "“{key}” ska vara en lista. Börja varje rad med ett streck och ett mellanslag.",
        "en": "“{key}” has to be a list. Begin each of its lines with a dash and a space.",
    },
    "not-keys": {
        "fi": "Kohdassa “{key}” pitää olla avaimia, ja niiden joukossa “{example}:”. Sisennä ne sen alle.",
        "sv": "“{key}” ska innehålla nycklar, bland dem “{example}:”. Dra in dem under det.",
        "en": "“{key}” has to hold keys, “{example}:” among them. Indent them under it.",
    },
    "text-without-languages": {
        "fi": "Tekstin “{key}” kieli puuttuu. Kirjoita sen alle rivi kullekin kielelle: {languages}.",
        "sv": "Texten “{key}” saknar språk. Skriv en rad för varje språk under den: {languages}.",
        "en": "The text “{key}” does not say its language. Write a line for each language under it: {languages}.",
    },
    "empty-list": {
        "fi": "Luettelo “{key}” on tyhjä. Lisää siihen ainakin yksi rivi.",
        "sv": "Listan “{key}” är tom. Lägg till minst en rad.",
        "en": "The list “{key}” is empty. Add at least one line to it.",
    },
    "repeated-entry": {
        "fi": "Luettelossa “{key}” on “{entry}” kahteen kertaan. Poista toinen.",
        "sv": "“{entry}” finns två gånger i listan “{key}”. Ta bort den ena.",
        "en": "“{entry}” stands twice in the list “{key}”. Delete one of them.",
    },
    # ids and what they point to
    "bad-id": {
        "fi": "“{id}” ei kelpaa tunnukseksi ({key}). Käytä enintään 60 merkkiä: a–z, 0–9 ja yhdysviiva.",
        "sv": "“{id}” duger inte som id ({key}). Använd högst 60 tecken: a–z, 0–9 och bindestreck.",
        "en": "“{id}” cannot be an id ({key}). Use at most 60 characters: a–z, 0–9 and hyphens.",
    },
    "duplicate-card": {
        "fi": "Toisella kortilla on sama tunnus rivillä {first}. Vaihda jompikumpi.",
        "sv": "Ett annat kort har samma id på rad {first}. Byt det ena.",
        "en": "Another card has the same id on line {first}. Change one of them.",
    },
    "duplicate-theme": {
        "fi": "Teema “{id}” on jo rivillä {first}. Vaihda jompikumpi tunnus.",
        "sv": "Temat “{id}” finns redan på rad {first}. Byt det ena id:t.",
        "en": "The theme “{id}” is already on line {first}. Change one of the two ids.",
    },
    "duplicate-hand": {
        "fi": "Käsi “{id}” on jo rivillä {first}. Vaihda jompikumpi tunnus.",
        "sv": "Handen “{id}” finns redan på rad {first}. Byt det ena id:t.",
        "en": "The hand “{id}” is already on line {first}. Change one of the two ids.",
    },
    "unknown-theme": {
        "fi": "Teemaa “{theme}” ei ole. Pakan teemat: {known}. Korjaa nimi tai lisää teema luetteloon themes.",
        "sv": "Temat “{theme}” finns inte. Lekens teman: {known}. Rätta namnet eller lägg till temat i themes.",
        "en": "There is no theme “{theme}”. The deck's themes are: {known}. Mend the name, or add it to themes.",
    },
    "unknown-card": {
        "fi": "Kädessä “{hand}” on “{id}”, mutta sellaista korttia ei ole. Korjaa tunnus tai poista rivi.",
        "sv": "Handen “{hand}” har “{id}”, men det finns inget sådant kort. Rätta id:t eller ta bort raden.",
        "en": "The hand “{hand}” holds “{id}”, but there is no such card. Mend the id, or delete the line.",
    },
    "unknown-word": {
        "fi": "“{word}” ei kelpaa tähän ({key}). Valitse jokin näistä: {known}.",
        "sv": "“{word}” duger inte här ({key}). Välj något av dessa: {known}.",
        "en": "“{word}” cannot stand here ({key}). Choose from these: {known}.",
    },
    # languages
    "missing-language": {
        "fi": "Tekstistä “{key}” puuttuu kieli {language}. Lisää rivi “{language}:” muiden alle.",
        "sv": "Texten “{key}” saknar språket {language}. Lägg till en rad “{language}:” under de andra.",
        "en": "The text “{key}” lacks the language {language}. Add a line “{language}:” below the others.",
    },
    "extra-language": {
        "fi": "Tekstissä “{key}” on kieli {language}, mutta sitä ei ole luettelossa languages. Lisää se"
        " sinne tai poista rivi.",
        "sv": "Texten “{key}” har språket {language}, men det finns inte i languages. Lägg till det där"
        " eller ta bort raden.",
        "en": "The text “{key}” has the language {language}, which is not in languages. Add it there, or"
        " delete the line.",
    },
    # texts
    "empty-text": {
        "fi": "Teksti “{key}” on tyhjä. Kirjoita se tai poista rivi.",
        "sv": "Texten “{key}” är tom. Skriv den eller ta bort raden.",
        "en": "The text “{key}” is empty. Write it, or delete the line.",
    },
    "too-long": {
        "fi": "Tekstissä “{key}” on {length} merkkiä, ja raja on {limit}. Lyhennä sitä.",
        "sv": "Texten “{key}” har {length} tecken, och gränsen är {limit}. Korta den.",
        "en": "The text “{key}” has {length} characters, and the limit is {limit}. Shorten it.",
    },
    "forbidden-character": {
        "fi": "Tekstissä “{key}” on näkymätön merkki {code}. Poista se tai kirjoita teksti uudelleen.",
        "sv": "Texten “{key}” innehåller ett osynligt tecken, {code}. Ta bort det eller skriv om texten.",
        "en": "The text “{key}” holds an invisible character, {code}. Delete it, or type the text again.",
    },
    "stacked-marks": {
        "fi": "Tekstissä “{key}” on yhden merkin päällä liian monta tarketta. Kirjoita kohta uudelleen.",
        "sv": "Texten “{key}” har för många tecken staplade på ett enda. Skriv om stället.",
        "en": "The text “{key}” stacks too many marks on a single character. Type that place again.",
    },
    "bad-year": {
        "fi": "“{year}” ei ole vuosi. Kirjoita neljä numeroa väliltä {first}–{last}.",
        "sv": "“{year}” är inget årtal. Skriv fyra siffror mellan {first} och {last}.",
        "en": "“{year}” is not a year. Write four digits between {first} and {last}.",
    },
    "bad-date": {
        "fi": "“{date}” ei ole päivämäärä ({key}). Kirjoita vuosi, kuukausi ja päivä näin: 2026-11-21.",
        "sv": "“{date}” är inget datum ({key}). Skriv år, månad och dag så här: 2026-11-21.",
        "en": "“{date}” is not a date ({key}). Write year, month and day like this: 2026-11-21.",
    },
    "more-problems": {
        "fi": "Korjattavaa on enemmänkin. Korjaa ensin nämä {count} kohtaa ja tarkista pakka uudelleen.",
        "sv": "Det finns mer att rätta. Rätta först dessa {count} ställen och kontrollera kortleken på nytt.",
        "en": "There is more to mend. Mend these {count} places first and check the deck again.",
    },
}
