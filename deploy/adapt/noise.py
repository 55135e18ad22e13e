"""Copies of a sentence as phones, hurry and habit would have written it."""

import random

NEAR = {
    "q": "wa", "w": "qes", "e": "wr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo",
    "o": "ip", "p": "ol", "a": "sq", "s": "ad", "d": "sf", "f": "dg", "g": "fh", "h": "gj",
    "j": "hk", "k": "jl", "l": "kp", "z": "xa", "x": "zc", "c": "xv", "v": "cb", "b": "vn",
    "n": "bm", "m": "nj",
}  # fmt: skip
SHORT = {
    "you": "u", "your": "ur yr", "you're": "ur your", "are": "r", "please": "pls plz",
    "tomorrow": "tmrw tomoz tomorow", "tonight": "2nite tonite", "because": "cos bc coz",
    "what": "wot wat", "have": "av hav", "with": "wiv", "about": "abt", "thanks": "thx ta tnx",
    "for": "4", "to": "2", "too": "2 to", "be": "b", "people": "ppl", "someone": "sum1",
    "know": "no kno", "and": "n & an", "the": "da teh", "that": "dat tht", "this": "dis ths",
    "just": "jst", "now": "nw", "when": "wen", "they": "dey thay", "there": "their ther",
    "their": "there", "collected": "colected collectd", "street": "st", "road": "rd",
    "avenue": "ave", "council": "counsil councel", "rubbish": "rubish rubbsh", "could": "cud",
    "would": "wud", "should": "shud", "nothing": "nuffin nowt", "something": "sumthin summat",
    "anything": "owt anythin", "week": "wk", "weeks": "wks", "appointment": "appt", "been": "bin",
    "cannot": "cant", "through": "thru", "really": "rly", "like": "lyk", "my": "me", "is": "iz",
    "before": "b4", "house": "hse", "minutes": "mins", "hours": "hrs", "phone": "fone",
    "light": "lite", "night": "nite", "where": "were", "we're": "were", "it's": "its",
    "haven't": "havent ant", "number": "nmbr num",
}  # fmt: skip
LEVELS = (0.06, 0.12, 0.2)
VOWELS = "aeiou"
AFTER = ("pls", "thx", "???", "!!", "mate", "lol", "ta", "x")


def noisy(text: str, chance: random.Random) -> str:
    """One such copy."""
    level = chance.choice(LEVELS)
    words = []
    for word in text.split():
        plain = word.lower().strip(".,!?")
        if plain in SHORT and chance.random() < level * 2.5:
            words.append(chance.choice(SHORT[plain].split()))
        else:
            words.append(slip(word, chance) if chance.random() < level else word)
    return _dressed(" ".join(words), chance).strip() or text


def slip(word: str, chance: random.Random) -> str:
    """A letter left out, swapped, doubled, hit beside, or a vowel swallowed."""
    if len(word) < 3:
        return word
    at = chance.randrange(len(word))
    before, letter, after = word[:at], word[at], word[at + 1 :]
    kind = chance.randrange(5)
    if kind == 0:
        return before + after
    if kind == 1 and after:
        return before + after[0] + letter + after[1:]
    if kind == 2:
        return before + letter * 2 + after
    if kind == 3 and letter.lower() in NEAR:
        return before + chance.choice(NEAR[letter.lower()]) + after
    vowels = [place for place, one in enumerate(word) if one in VOWELS and place]
    if vowels:
        at = chance.choice(vowels)
        return word[:at] + word[at + 1 :]
    return word


def _dressed(text: str, chance: random.Random) -> str:
    """Capitals, apostrophes and stops as they come, now and then a word stuck to the next."""
    case = chance.random()
    if case < 0.66:
        text = text.lower() if case < 0.6 else text.upper()
    if chance.random() < 0.6:
        text = text.replace("'", "").replace("\u2019", "")
    if chance.random() < 0.5:
        text = "".join(letter for letter in text if letter not in '.,!?;:"')
    if chance.random() < 0.05:
        text = text.replace(" ", "", 1)
    if chance.random() < 0.04:
        text = f"{text} {chance.choice(AFTER)}"
    return text
