"""The demo events come out as the texts about the real ones tell, from answers given through the phones' contract."""

import re
from itertools import groupby

import pytest
from playwright.sync_api import Browser, expect

from facilitation.writeup.document import paragraphs, write_up
from sessions import commands
from sessions.archive import read_archive
from sessions.demo import Demo, demos, play, read_demo
from sessions.items import Action
from sessions.results import cross_cutting, discussion, people_leaning, priorities, sectors_missing
from sessions.session import Session
from tests.e2e.stage import KEY, Room, Server


def held(server: Server, name: str) -> list[Session]:
    """The sessions of a demo, held on a real server."""
    codes = play(read_demo(demos()[name]), url=server.url, key=KEY)
    archives = [commands.ask(server.url, KEY, commands.Give(code))["archive"] for code in codes]
    return [read_archive(str(archive).encode())[1] for archive in archives]


def cutting_across(session: Session) -> set[str]:
    """The cards that at least half of the tables marked."""
    table = cross_cutting(session)
    return set(table.index[table["share"] >= 0.5])


def closed(session: Session) -> list[Action]:
    """The actions that came along and are settled."""
    return [action for action in session.actions() if action.came_from and action.state != "open"]


def told(session: Session, *places: str) -> list[str]:
    """What the Finnish write-up says at these places."""
    said = {block.place: block.text for _, block in paragraphs(write_up(session, "fi"))}
    return [said[place] for place in places]


@pytest.mark.parametrize("name", demos())
def test_a_demo_says_that_its_answers_are_made_up(name: str):
    demo: Demo = read_demo(demos()[name])

    assert (demo.id, demo.synthetic, len(demo.based_on) > 100) == (name, True, True)


def test_kanta_hame_2019_comes_out_as_its_text_tells(server: Server):
    [session] = held(server, "kanta-hame-2019")

    talked, room = discussion(session), people_leaning(session)
    assert (session.opened.region, session.opened.place, session.opened.number) == ("Kanta-Häme", "Vanajanlinna", 3)
    assert set(talked.index[talked["groups"] == 4]) == {
        "procurement-employment",
        "social-security-reform",
        "service-tendering",
        "branding",
    }
    assert cutting_across(session) == {"globalisation", "digitalisation"}
    assert (room.people, room.opportunity) == (20, 13)
    assert [focus.text for focus in session.focuses()] == [
        "Työnantajayhteistyöhön on yhä tärkeää keskittyä",
        "Järjestöjen toiminnan ja palvelujen näkyväksi tekeminen",
    ]
    assert list(priorities(session).points)[:2] == ["employer-partnership", "third-sector-visibility"]
    assert "employer" in sectors_missing(session)
    assert {sector for sector, _ in session.chairs} == {"employer"}
    assert any("palvelukart" in outcome.text for outcome in session.outcomes())
    assert told(session, "people", "missing", "discussion", "cross-cutting", "headline", "priorities") == [
        "Mukana oli 20 osallistujaa: 12 järjestöistä, 6 oppilaitoksista ja 2 kunnista tai työllisyysalueilta.",
        "Paikalta puuttuivat työnantajat ja työnhakijat. Ilman edustajaa jäivät myös valtion viranomaiset, "
        "hyvinvointialueet, yksityiset palveluntuottajat, yhteiskunnalliset yritykset, Kela ja vakuutuslaitokset "
        "sekä hankkeet.",
        "Keskustelua herätti erityisesti neljä korttia: Työllisyyspalvelujen kilpailutukset, Julkisilla hankinnoilla "
        "työllistäminen, Sosiaaliturvan uudistaminen ja Brändäyksen kasvava merkitys.",
        "Läpileikkaaviksi teemoiksi nousi kaksi korttia: Digitalisaatio (kaikki ryhmät) ja Globalisaatio "
        "(kolme ryhmää neljästä).",
        "Enemmistö osallistujista (13/20) näki tulevaisuuden enemmän mahdollisuutena kuin uhkana.",
        "Eniten pisteitä sai kolme korttia: Työnantajayhteistyö (19), Järjestöjen palvelujen näkyvyys (16) ja "
        "Julkisilla hankinnoilla työllistäminen (8).",
    ]
    assert told(session, "course")[0].startswith(
        "Tilaisuuden aluksi kuultiin kaksi puheenvuoroa: Esteetön rekrytointi ja monimuotoisen työyhteisön edut "
        "(säätiö) sekä Sujuva palvelupolku ilman kilpailua palveluntuottajien kesken (yksityinen palveluntuottaja). "
        "Työskentelyn pohjana oli 12 trendikorttia."
    )
    assert [outcome.text for outcome in session.outcomes() if not outcome.card] == [
        "Teemaa muutettiin, koska työnantajia ei saatu paikalle: kehittämistä jatkettiin järjestöjen ja "
        "oppilaitosten kesken."
    ]


def test_cards_that_follow_each_other_do_not_sound_alike(server: Server):
    [session] = held(server, "kanta-hame-2019")

    places = {f"card:{card}" for card in session.cards}
    said = [block.text for _, block in paragraphs(write_up(session, "fi")) if block.place in places]
    frames = [re.sub(r"[^ ,.]*\d[^ ,.]*", "", re.split("[,:.]", text)[0]) for text in said]

    assert (len(said), len(set(frames))) == (12, 11)
    assert max(len(list(alike)) for _, alike in groupby(frames)) == 1


def test_what_sparked_discussion_what_cuts_across_and_what_is_positive_are_three_different_things(server: Server):
    [session] = held(server, "kanta-hame-2019")

    tallies = {card: session.tally(card) for card in session.cards}
    most_positive = sorted(tallies, key=lambda card: tallies[card]["threat"] - tallies[card]["opportunity"])[:4]
    talked = set(discussion(session).index[:4])
    assert talked & set(most_positive) == set()
    assert talked & cutting_across(session) == set()


def test_kiipula_2023_has_one_clear_top_and_mixed_tables(server: Server):
    [session] = held(server, "kiipula-2023")

    points = priorities(session).points
    first, second = list(points.values())[:2]
    tables = {
        group.id: {seat.sector for seat in session.people() if seat.group == group.id} for group in session.groups
    }
    assert (next(iter(points)), first >= 2 * second) == ("cross-sector-networks", True)
    assert (len(session.people()), [len(sectors) > 1 for sectors in tables.values()]) == (30, [True] * 6)
    assert session.headline == "Sujuva yhteistyö on kaikkein merkityksellisin asia."
    assert told(session, "people", "conclusion", "cross-cutting") == [
        "Mukana oli 30 osallistujaa: 12 oppilaitoksista, 8 kunnista tai työllisyysalueilta, 6 järjestöistä ja 4 "
        "valtion virastoista.",
        "Keskustelu kiteytettiin yhdessä näin: ”Sujuva yhteistyö on kaikkein merkityksellisin asia.”",
        "Läpileikkaavaksi teemaksi nousi yksi kortti: Yhdessä tekevät verkostot (viisi ryhmää kuudesta).",
    ]
    assert told(session, "priorities", "before-after:overlapping-services") == [
        "Yksi kortti nousi pisteissä selvästi muiden edelle: Yhdessä tekevät verkostot (38). Sen jälkeen eniten "
        "pisteitä sai: Limittäiset palvelupolut (17) ja Pitkittyvä työttömyys (12).",
        "Limittäiset palvelupolut: kahdeksan siirtyi mahdollisuuden suuntaan ja kaksi vaihtoi "
        "vastaukseen ”en osaa sanoa” tai siitä pois. Muut 20 pysyivät kannassaan.",
    ]
    assert "Ryhmille annettiin tehtävä: ”Etsikää tapausesimerkille sopiva polku" in told(session, "course")[0]


def test_the_two_part_workshop_comes_back_to_the_same_and_carries_over_what_was_open(server: Server):
    first, second = held(server, "kehittamisryhma-2024")

    assert cutting_across(first) == cutting_across(second) == {"employer-partnership", "overlapping-services"}
    assert [discussion(session).index[0] for session in (first, second)] == ["quality-criteria"] * 2
    carried = [item for item in (*second.actions(), *second.parked()) if item.came_from == first.code]
    assert [item.text for item in carried] == [item.text for item in (*first.actions(), *first.parked())]
    assert [[focus.text for focus in session.focuses()] for session in (first, second)] == [
        [
            "Valtakunnalliset linjaukset",
            "Isompi työkalu- ja menetelmäpankki",
            "Yksilölliset ja räätälöidyt palvelupolut",
        ]
    ] * 2
    assert [told(session, "cross-cutting") for session in (first, second)] == [
        [
            "Läpileikkaaviksi teemoiksi nousi kaksi korttia: Työnantajayhteistyö (kaikki ryhmät) ja Limittäiset "
            "palvelupolut (kaksi ryhmää kolmesta)."
        ]
    ] * 2
    assert [told(session, "course")[0].split(". ")[0] for session in (first, second)] == [
        "Tilaisuuden aluksi kuultiin puheenvuoro: Työhönvalmennuksen kehitys Pirkanmaalla",
        "Tilaisuuden aluksi kuultiin puheenvuoro: THL:n laatuperusteisen työhönvalmennuksen pilotointi",
    ]
    assert told(first, "apart:impact-measurement") == [
        "Ryhmät näkivät tämän eri tavoin. Enemmän mahdollisuutena: Isot kaupungit. "
        "Enemmän uhkana: Pienet paikkakunnat."
    ]
    assert told(second, "divided", "actions:carried", "actions:settled") == [
        "Eniten mielipiteitä jakoi tämä kortti: Vaikuttavuuden mittaaminen (mahdollisuus 4, uhka 4, molempia 3).",
        "Aiemmista tilaisuuksista jatkuu yksi toimenpide.",
        "Aiemmin sovituista on saatu päätökseen:",
    ]


def test_the_lahti_year_has_six_meetings_with_two_guidelines(server: Server):
    year = held(server, "lahti-2021-22")

    assert [session.opened.number for session in year] == [1, 2, 3, 4, 5, 6]
    assert {focus.text for session in year for focus in session.focuses()} == {
        "Asiakasohjauksen tukeminen",
        "Työnhakijoiden tietoisuus palveluista",
    }
    assert [(len(session.actions()), len(closed(session))) for session in year] == [
        (1, 0),
        (2, 0),
        (3, 1),
        (3, 0),
        (4, 1),
        (4, 1),
    ]
    assert {session.opened.place for session in year} == {"Teams", "Lahti"}
    assert any("noin 75 jäsentä" in note.text for note in year[-1].told_notes())
    assert told(year[-1], "conclusion", "headline", "actions", "actions:carried") == [
        "Keskustelu kiteytettiin yhdessä näin: ”Jokaiselle työnhakijalle löytyy juuri hänelle sopiva työ tai "
        "osallisuutta tukeva polku.”",
        "Lähes kaikki osallistujat (15/16) näkivät tulevaisuuden enemmän mahdollisuutena kuin uhkana.",
        "Tilaisuudessa kirjattiin yksi toimenpide.",
        "Aiemmista tilaisuuksista jatkuu kaksi toimenpidettä.",
    ]


def test_a_demo_is_held_and_forgotten_with_one_press_each(own_server: Server, browser: Browser):
    room = Room(browser, own_server)
    desk = room.facilitator(language="en")

    desk.get_by_role("button", name="Try it with a finished event").click()
    forget = desk.get_by_role("button", name="Delete the demo")
    expect(desk.get_by_text("Demo, with made-up answers")).to_contain_text("20 people · Ended")
    expect(desk.get_by_role("button", name="Try it with a finished event")).to_have_count(0)
    forget.click()
    expect(desk.get_by_text("No session yet. A new one takes less than a minute.")).to_be_visible()
    room.leave()

    assert own_server.ask(commands.List())["sessions"] == []
