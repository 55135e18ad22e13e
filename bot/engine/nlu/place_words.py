"""Finds the places in a resident's words: postcodes, house numbers and street names.

Imports nothing of Rasa. It proposes; whether a place exists is for integrations/addresses to say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

CERTAIN, LIKELY, POSSIBLE = 1.0, 0.9, 0.5
SHORT_MESSAGE = 6
LONGEST_NAME = 4


@dataclass(frozen=True)
class Found:
    """A place name in a text."""

    kind: str
    value: str
    start: int
    end: int
    confidence: float


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# BS 7666 postcodes; the letters of the inward part leave out C, I, K, M, O and V.
POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s{0,2}(\d[abd-hjlnp-uw-z]{2})\b", re.I)
# The same with slips: O for 0, I or l for 1, S for 5, a space in the wrong place, in our own shape.
SLIPPED = re.compile(
    r"\b([a-z]{1,2})\s?([\doils]{1,2})\s{0,2}([\doisl])\s?([a-z])\s?([a-z])\b", re.I
)
AS_DIGIT = str.maketrans("oOiIlLsS", "00111155")
AREAS = frozenset(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC
    EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME
    MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST
    SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """.split()  # noqa: SIM905
)
AREA = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}")
IN_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13",
    "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18",
    "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip
SPOKEN = re.compile(
    rf"\b(?:number|house)\s+((?:{'|'.join(IN_WORDS)})(?:[\s-](?:{'|'.join(list(IN_WORDS)[:9])}))?)\b",
    re.I,
)
NUMBER = r"\d{1,4}[a-z]?"
UNIT = re.compile(rf"\b(?:flat|apartment|apt|unit)\s+(?:{NUMBER}|[a-z])\b", re.I)
REFUSED_NUMBER = re.compile(
    rf"\b(?:not|isn'?t|wasn'?t|instead of)\s+(?:at\s+|number\s+|no\.?\s+)?({NUMBER})\b", re.I
)
AN_AMOUNT = (
    r"(?!\s*(?:am|pm|th|st|nd|rd|%|o'?clock|days?|weeks?|months?|years?|times?|hours?|min(?:ute)?s?"
    r"|people|bags?|sofas?|of|met(?:re|er)s?|yards?|miles?|feet|mph)\b|[:.]\d|\d|\s\d)"
)
NAMED_NUMBER = re.compile(
    rf"(?:\b(?:number|no|nr|num|house|outside|opposite|beside|near)\.?|#)\s*({NUMBER})\b{AN_AMOUNT}",
    re.I,
)
ONLY_NUMBER = re.compile(
    rf"^\W*(?:(?:no|yes|yeah|sorry|it'?s|its|it is|i meant?|should be|actually|make that|to|the|but"
    rf"|number|house)\W+)*({NUMBER})\W*(?:please|thanks|thank you)?\W*$",
    re.I,
)

SURE_ENDINGS = _set(
    """
    road rd street st str lane ln avenue ave av crescent cres mews brow terrace parade
    """
)
# Ordinary words too: believed only after a preposition or a number, or with capitals.
OTHER_ENDINGS = _set(
    """
    drive dr close cl court ct way grove gr place pl gardens gdns square sq walk row bank
    hill view park green rise fold bridge meadow meadows croft wharf moor common approach
    vale heights boulevard cottages mount yard field fields nook cross precinct
    """
)
ONE_WORD = re.compile(r"\w{4,}gate|under\w*bank", re.I)  # Petersgate, Hillgate, Underbank
COMPASS = _set(
    """
    north south east west
    """
)
BEFORE = _set(
    """
    on at in outside near by opposite behind along down up off from to onto beside between
    of and past round around corner
    """
)
# These name a street only beside another word, or with a capital: Back Lane, Old Mill Lane.
NOT_ALONE = _set(
    """
    new old long wide back side park little small car top bottom one
    """
)
NEVER_IN_A_NAME = BEFORE | _set(
    """
    a an the this that these those my our ours your his her their its it i we you he she
    they me us there here is are was were be been has have had do does did will would can
    could should or but so if then just very really some any all every no not yes yeah hi
    hello ok about into over under with for out inside who what when where which why how big
    huge massive main busy whole entire same next other front quiet another also still
    please sofa mattress fridge bags rubbish litter pothole light lights lamp hole tree bin
    bins dumped left broken blocked flooded overflowing collected emptied missed tipping
    tipped report reporting need want going gone come called live lives cars van half dead
    private public says said think means meant sorry actually number house flat street road
    lane bloody bleeding blooming blinking flipping flaming ruddy sodding damn damned effing
    frigging fucking fuckin shitty crappy knackered stupid dodgy filthy
    """
)
NEVER_A_PLACE = re.compile(
    r"(?:morning|afternoon|evening|night|moment|minute|week|weekend|month|year|day|time|end|way|road"
    r"|street|lane|pavement|path|footpath|floor|ground|grass|verge|kerb|drive|front|back|side|corner"
    r"|middle|top|bottom|house|home|garden|work|town|area|place|it|them|him|her|all|least|last|first"
    r"|once|this|that|here|there|fire|danger|need|general|person|people|council|bin|car|light|lamp"
    r"|lamp ?post|tree|wall|fence|gate|bus ?stop|alley(?:way)?|estate|ginnel|bridge|river|canal"
    r"|phone|advance|touch|case|fact|short|full|tomorrow|today|yesterday|tonight|christmas|january"
    r"|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?",
    re.I,
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+[a-z]?", re.I)
AFTER = re.compile(
    r"\b(?:on|at|in|outside|near|by|opposite|behind|beside|next to|along|back of|corner of|end of)"
    r"\s+(?:the\s+|my\s+|our\s+)?(?=([A-Za-z][\w'’&-]*(?:\s+[A-Za-z][\w'’&-]*){0,3}))",
    re.I,
)


def places(text: str) -> list[Found]:
    """Every place named in a text, in the order of the text."""
    found = [*_postcodes(text)]
    digits = SPOKEN.sub(lambda match: f"{match[0][: -len(match[1])]}{'0' * len(match[1])}", text)
    streets = (replace(one, value=text[one.start : one.end]) for one in _streets(digits))
    found += _longest(each for each in streets if not _overlaps(each, found))
    found += list(_numbers(text, found))
    found += [each for each in _after_prepositions(text) if not _overlaps(each, found)]
    return sorted(found, key=lambda each: (each.start, each.end))


def _postcodes(text: str) -> Iterator[Found]:
    for match in POSTCODE.finditer(text):
        value = f"{match[1]} {match[2]}".upper()
        yield Found("postcode", value, match.start(), match.end(), CERTAIN)
    plain = {match.start() for match in POSTCODE.finditer(text)}
    for match in SLIPPED.finditer(text):
        digits = match[2].translate(AS_DIGIT) + match[3].translate(AS_DIGIT)
        slips = sum(not letter.isdigit() for letter in match[2] + match[3])
        value = f"{match[1]}{digits[:-1]} {digits[-1]}{match[4]}{match[5]}".upper()
        believed = (
            match[1].upper() in AREAS
            and slips <= 1
            and any(letter.isdigit() for letter in match[2] + match[3])
        )
        if match.start() not in plain and believed and AREA.fullmatch(value):
            yield Found("postcode", value, match.start(), match.end(), LIKELY)


def _streets(text: str) -> Iterator[Found]:
    words = list(WORD.finditer(text))
    for last, word in enumerate(words):
        ending = word[0].lower()
        alone = bool(ONE_WORD.fullmatch(ending))
        if not alone and ending not in SURE_ENDINGS | OTHER_ENDINGS:
            continue
        first = _first_of_name(text, words, last)
        if first == last and not alone and not _is_the(words, last):
            continue
        if not alone and not _believable(words, first, last):
            continue
        compass = last + 1 < len(words) and words[last + 1][0].lower() in COMPASS
        start, end = words[first].start(), words[last + compass].end()
        yield Found("street", text[start:end], start, end, LIKELY)


def _first_of_name(text: str, words: Sequence[re.Match[str]], last: int) -> int:
    """Where a name that ends at a word begins: back to the first word that cannot belong to it."""
    first = last
    while first > max(0, last - LONGEST_NAME):
        word, gap = words[first - 1], text[words[first - 1].end() : words[first].start()]
        if word[0][0].isdigit() or gap.strip(" .-") or word[0].lower() in NEVER_IN_A_NAME:
            break
        first -= 1
    name = [word[0] for word in words[first:last]]
    if not name and _is_the(words, last):
        return last - 1
    plain = all(word in NOT_ALONE for word in name)  # capitals make it a name
    after_preposition = first > 0 and words[first - 1][0].lower() in BEFORE
    return last if plain and not after_preposition else first


def _is_the(words: Sequence[re.Match[str]], last: int) -> bool:
    """The Crescent, or "24 the avenue"; not "the road"."""
    if not last or words[last - 1][0].lower() != "the":
        return False
    numbered = last > 1 and words[last - 2][0][0].isdigit()
    return numbered or (words[last - 1][0] == "The" and words[last][0].istitle() and last > 1)


def _believable(words: Sequence[re.Match[str]], first: int, last: int) -> bool:
    ending = words[last][0]
    if ending.lower() == "st" and last + 1 < len(words) and first == last - 1:
        # "broken on st marys road": Saint, unless what stands before it is a name.
        follows = words[last + 1][0].lower()
        if (
            follows not in NEVER_IN_A_NAME | COMPASS
            and words[last + 1][0][0].isalpha()
            and ending.islower()
        ):
            return words[first - 1][0].lower() in BEFORE if first else True
    if ending.lower() in SURE_ENDINGS:
        return True
    capitals = all(
        word[0][0].isupper() and not word[0].isupper() for word in words[first : last + 1]
    )
    before = words[first - 1][0].lower() if first else ""
    return capitals or before in BEFORE or before[:1].isdigit() or len(words) <= last - first + 2


def _numbers(text: str, places_found: Sequence[Found]) -> Iterator[Found]:
    refused = {match.start(1) for match in REFUSED_NUMBER.finditer(text)}
    postcodes = [each for each in places_found if each.kind == "postcode"]
    units = [
        Found("house_number", match[0].lower(), match.start(), match.end(), CERTAIN)
        for match in UNIT.finditer(text)
    ]
    yield from units
    rest = REFUSED_NUMBER.sub(lambda match: " " * len(match[0]), text)
    before_streets = (
        re.search(rf"\b({NUMBER})[\s,]*$", text[: each.start], re.I)
        for each in places_found
        if each.kind == "street"
    )
    matches = [match for match in before_streets if match]
    matches += [*NAMED_NUMBER.finditer(text), *ONLY_NUMBER.finditer(rest)]
    for match in SPOKEN.finditer(text):
        parts = re.split(r"[\s-]", match[1].lower())
        total = str(sum(int(IN_WORDS[part]) for part in parts))
        yield Found("house_number", total, match.start(1), match.end(1), LIKELY)
    for start, match in {match.start(1): match for match in matches}.items():
        number = Found("house_number", match[1].lower(), start, match.end(1), LIKELY)
        if start not in refused and not _overlaps(number, [*postcodes, *units]):
            yield number


def _after_prepositions(text: str) -> Iterator[Found]:
    """What follows "outside", "near"... if it has capitals, or if the message says little else."""
    short = len(text.split()) <= SHORT_MESSAGE
    for match in AFTER.finditer(text):
        kept: list[str] = []
        for word in match[1].split():
            if word.lower() in NEVER_IN_A_NAME:
                break
            kept.append(word)
        phrase = " ".join(kept)
        named = phrase[:1].isupper() and not text.isupper()
        if phrase and (named or short) and not NEVER_A_PLACE.fullmatch(phrase):
            start = match.start(1)
            value = text[start : start + len(phrase)]
            yield Found("street", value, start, start + len(phrase), POSSIBLE)


def _longest(found: Iterator[Found]) -> list[Found]:
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: one.start - one.end):
        if not _overlaps(each, kept):
            kept.append(each)
    return kept


def _overlaps(one: Found, others: Sequence[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)
