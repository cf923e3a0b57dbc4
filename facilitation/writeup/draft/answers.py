"""What people answered to one card, as the sentence that fits it: most of them, half against half, or all apart.

Cards follow each other in a write-up. What is told of a card is what sets it apart, so that they do not sound alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from facilitation.words import Speaker
from facilitation.words.names import later
from facilitation.writeup.draft.telling import COUNTS, Telling, ended, sentences, upper

CLEAR = 4  # people by which one view is clearly ahead of another
ROOM = 10  # people from which "almost everybody", "narrow" and "only" mean something

OPPOSITE = {"opportunity": "threat", "threat": "opportunity"}

# How many most are, before what they saw.
MOST = {
    "half": later("Half ({k} of {n})"),
    "narrow": later("A narrow majority ({k} of {n})"),
    "majority": later("A majority ({k} of {n})"),
    "clear": later("A clear majority ({k} of {n})"),
    "many": later("Many ({k} of {n})"),
}


def answers_told(telling: Telling, counts: Mapping[str, int], *, again: bool = False) -> str:
    """The answers to a card that somebody answered; `counts` are by stance.

    `again`: the card before has the same `frame`, so this one is told in other words.
    """
    n, leading = sum(counts.values()), _leading(counts)
    if max(counts.values()) == n:
        return _all(telling, max(counts, key=counts.__getitem__), n)
    if leading:
        return _most_told(telling, leading, counts, again=again)
    given = [stance for stance in counts if stance != "unsure"]
    return sentences(f"{_weighed(telling, counts)}: {_saw(telling, given, counts)}.", _unsure_told(telling, counts))


def frame(counts: Mapping[str, int], *, again: bool = False) -> str:
    """What the sentence about a card has in common with others, where it is one that tires when told twice.

    `again`: of the sentence as it is told after a card of the same frame.
    """
    n, leading = sum(counts.values()), _leading(counts)
    if leading in ("", "both") or counts[leading] == n or nearly_all(counts[leading], n):
        return ""
    if leading != "unsure" and counts["both"] and not counts[OPPOSITE[leading]]:
        return "sides" if _very_many(counts[leading], n) != again else "nobody"
    return "" if again else "unsure" if leading == "unsure" else "sides"


def _leading(counts: Mapping[str, int]) -> str:
    """The answer that half of the room or more gave; "unsure" also with less, where it is the most frequent alone."""
    n, most = sum(counts.values()), max(counts, key=counts.__getitem__)
    alone = all(count < counts[most] for stance, count in counts.items() if stance != most)
    return most if 2 * counts[most] > n or (alone and (2 * counts[most] == n or most == "unsure")) else ""


def nearly_all(k: int, n: int) -> bool:
    return n >= ROOM and 20 * k >= 17 * n


def _very_many(k: int, n: int) -> bool:
    return n >= ROOM and 3 * k >= 2 * n


def _all(telling: Telling, stance: str, n: int) -> str:
    match stance:
        case "opportunity":
            return telling.many(
                "Only {n} person answered, and saw an opportunity here.",
                "All {n} who answered saw an opportunity here.",
                n,
            )
        case "threat":
            return telling.many(
                "Only {n} person answered, and saw a threat here.", "All {n} who answered saw a threat here.", n
            )
        case "both":
            return telling.many(
                "Only {n} person answered, and saw both an opportunity and a threat here.",
                "All {n} who answered saw both an opportunity and a threat here.",
                n,
            )
        case _:
            return telling.many(
                "Only {n} person answered, and could not say which this is.",
                "Of the {n} people who answered, nobody could say which this is.",
                n,
            )


# -------------------------------------------------------------------- where one answer has half of the room or more


def _most_told(telling: Telling, stance: str, counts: Mapping[str, int], *, again: bool) -> str:
    """What most people answered, and of the others what tells most."""
    say, n = telling.say, sum(counts.values())
    first, unsure = _most(telling, stance, counts[stance], n, again=again), _unsure_told(telling, counts)
    others = [other for other in counts if counts[other] and other not in (stance, "unsure")]
    opposite = OPPOSITE.get(stance, "")
    against = counts[opposite] if opposite else 0
    if not others:
        left = say("The others could not say.") if counts["unsure"] > 1 else unsure
        return sentences(ended(first), left)
    if stance == "unsure":
        return say("{most}, but {others}.", most=first, others=_saw(telling, others, counts))
    if 4 * against >= n and against > counts["both"]:
        but = say("{most}, but {others}.", most=first, others=_saw(telling, [opposite], counts))
        if not counts["both"]:
            return sentences(but, unsure)
        rest = [_saw(telling, ["both"], counts), *_unsure(telling, counts)]
        return sentences(but, _begun(telling, say.listed(rest), counts["both"]))
    if opposite and not against:
        return sentences(_nobody_against(telling, stance, counts, again=again), unsure)
    if again and frame(counts):
        views = _saw(telling, others, counts)
        return sentences(ended(first), _begun(telling, views, max(counts[other] for other in others)), unsure)
    also = _also(telling, others, counts, few=opposite) if opposite else _only(telling, others, counts)
    return sentences(f"{first}, {also}.", unsure)


def _begun(telling: Telling, views: str, n: int) -> str:
    """The views of `n` people and others as a sentence, which does not begin with a figure."""
    return telling.say("A further {views}.", views=views) if n >= len(COUNTS) else ended(upper(views))


def _most(telling: Telling, stance: str, k: int, n: int, *, again: bool) -> str:
    say, facts = telling.say, {"k": telling.number(k), "n": telling.number(n)}
    if nearly_all(k, n):
        match stance:
            case "opportunity":
                return say("Almost everybody ({k} of {n}) saw an opportunity here", **facts)
            case "threat":
                return say("Almost everybody ({k} of {n}) saw a threat here", **facts)
            case "both":
                return say("Almost everybody ({k} of {n}) saw both an opportunity and a threat here", **facts)
            case _:
                return say(
                    "Almost nobody ({rest} of {n}) could say which this is", rest=telling.number(n - k), n=facts["n"]
                )
    most = say(MOST[_strength(k, n)], **facts)
    if again:
        return _most_again(say, stance, most)
    match stance:
        case "opportunity":
            return say("{most} saw an opportunity here", most=most)
        case "threat":
            return say("{most} saw a threat here", most=most)
        case "both":
            return say("{most} saw both an opportunity and a threat here", most=most)
        case _:
            return say("{most} could not say which this is", most=most)


def _most_again(say: Speaker, stance: str, most: str) -> str:
    """The same after a card of which the same was said."""
    most = most[:1].lower() + most[1:]
    match stance:
        case "opportunity":
            return say("This was an opportunity in the eyes of {most}", most=most)
        case "threat":
            return say("This was a threat in the eyes of {most}", most=most)
        case _:
            return say("Here too {most} could not say which this is", most=most)


def _strength(k: int, n: int) -> str:
    if 2 * k == n:
        return "half"
    if 2 * k < n:
        return "many"
    if n < ROOM:
        return "majority"
    if _very_many(k, n):
        return "clear"
    return "narrow" if 2 * k - n <= 2 else "majority"


def _nobody_against(telling: Telling, stance: str, counts: Mapping[str, int], *, again: bool) -> str:
    """Where nobody took the side against most: that comes first, unless most are very many."""
    say, n = telling.say, sum(counts.values())
    if nearly_all(counts[stance], n) or _very_many(counts[stance], n) != again:
        first, [both] = _most(telling, stance, counts[stance], n, again=False), telling.people(counts["both"])
        if stance == "opportunity":
            return say("{most}, {n} both and nobody only a threat.", most=first, n=both)
        return say("{most}, {n} both and nobody only an opportunity.", most=first, n=both)
    views = _saw(telling, [stance, "both"], counts)
    if stance == "opportunity":
        return say("Nobody saw only a threat here: {views}.", views=views)
    return say("Nobody saw only an opportunity here: {views}.", views=views)


# -------------------------------------------------------------------- where no answer has


def _weighed(telling: Telling, counts: Mapping[str, int]) -> str:
    """How the answers lie to each other, without a full stop."""
    say, n = telling.say, sum(counts.values())
    up, down, both = counts["opportunity"], counts["threat"], counts["both"]
    if both > max(up, down):
        return say("Many saw two sides of this card")
    if up == down:
        return say("Opportunity and threat were even") if 4 * up > n else say("Views differed")
    if (abs(up - down) == 1 and 3 * max(up, down) >= n) or (20 * abs(up - down) <= n and 4 * max(up, down) > n):
        return say("Opportunity and threat were almost even")
    if up > down:
        if up >= 2 * down and up - down >= CLEAR:
            return say("Opportunity clearly outweighed threat")
        if up > both > down:
            return say("Opportunity came first, though many saw both sides")
        if 4 * both >= n:
            return say("Opportunity weighed more than threat, though views differed")
        return say("More people saw an opportunity here than a threat")
    if down >= 2 * up and down - up >= CLEAR:
        return say("Threat clearly outweighed opportunity")
    if down > both > up:
        return say("Threat came first, though many saw both sides")
    if 4 * both >= n:
        return say("Threat weighed more than opportunity, though views differed")
    return say("More people saw a threat here than an opportunity")


# -------------------------------------------------------------------- how many saw what


def _in_order(telling: Telling, stances: Iterable[str], counts: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """(stance, people, the same as it is written) of those that somebody gave, the most frequent first."""
    order = sorted((stance for stance in stances if counts[stance]), key=lambda stance: -counts[stance])
    people = [counts[stance] for stance in order]
    return list(zip(order, people, telling.people(*people), strict=True))


def _saw(telling: Telling, stances: Iterable[str], counts: Mapping[str, int]) -> str:
    """ "nine saw a threat, six both and five an opportunity" """
    (first, _, n), *others = _in_order(telling, stances, counts)
    told = [_counted(telling, *each) for each in others]
    match first:
        case "opportunity":
            begun = telling.say("{n} saw an opportunity", n=n)
        case "threat":
            begun = telling.say("{n} saw a threat", n=n)
        case _:
            begun = telling.say("{n} saw both", n=n)
    return telling.say.listed([begun, *told])


def _also(telling: Telling, stances: Iterable[str], counts: Mapping[str, int], *, few: str) -> str:
    """ "four both and only two a threat", after what most saw; `few` is what "only" may be said of."""
    order = _in_order(telling, stances, counts)
    told = [_counted(telling, *each) for each in order]
    if len(order) > 1 and order[-1][0] == few and sum(counts.values()) >= max(ROOM, 10 * counts[few]):
        told[-1] = telling.say("only {views}", views=told[-1])
    return telling.say.listed(told)


def _only(telling: Telling, stances: Iterable[str], counts: Mapping[str, int]) -> str:
    """ "four only an opportunity and two only a threat", after that most saw both."""
    say = telling.say
    return say.listed(
        [
            say("{n} only an opportunity", n=n) if stance == "opportunity" else say("{n} only a threat", n=n)
            for stance, _, n in _in_order(telling, stances, counts)
        ]
    )


def _counted(telling: Telling, stance: str, people: int, n: str) -> str:
    """ "two a threat"; Swedish has a form of its own for one, whose "en" would stand before another article."""
    say = telling.say
    match stance:
        case "opportunity":
            return say.many("{n} an opportunity", "{n} an opportunity", people, n=n)
        case "threat":
            return say.many("{n} a threat", "{n} a threat", people, n=n)
        case _:
            return say("{n} both", n=n)


def _unsure_told(telling: Telling, counts: Mapping[str, int]) -> str:
    return "".join(_begun(telling, text, counts["unsure"]) for text in _unsure(telling, counts))


def _unsure(telling: Telling, counts: Mapping[str, int]) -> list[str]:
    """How many could not say, where somebody could not."""
    return [could_not_say(telling, counts["unsure"])] if counts["unsure"] else []


def could_not_say(telling: Telling, people: int) -> str:
    return telling.say("{n} could not say", n=telling.count(people))
