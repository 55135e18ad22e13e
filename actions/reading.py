"""Turns what a resident typed into plain words, whatever the phone or the panic did to it.

``"I can`t go on, im gonna k1ll meself!!"`` -> ``i can not go on i am going to kill myself .``
A full stop in the list marks the end of a sentence, which no phrase may cross.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

END = "."
# Shorter words have too many neighbours, and no word of danger is longer.
NEAR_FROM, NEAR_TO = 5, 16
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\uff07", "'"))
_TOKEN = re.compile(r"[^\W_]+(?:[@$*]+[^\W_]+)*|[.!?;:\n\r\u2013\u2014]+|(?<=\s)-+(?=\s)")
_AGE = re.compile(r"(\d{1,2})(?:yo|yrs?|yrold|yearold)")
_RUN = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans("013457@$", "oieastas")
# What an apostrophe stands for. "'s" is left out: it is "is" after these words only, else "of".
_SHORT = re.compile(r"(?<=\w)(n't|'m|'re|'ve|'ll|'d)(?!\w)")
_LONG = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
_OF = re.compile(r"(?<=\w)'s\b")
_IS = re.compile(r"\b(he|she|it|that|there|who|what|where|here|someone|somebody)'s\b")


@dataclass(frozen=True)
class Spelling:
    """How residents write, and what they mean by it (data/emergencies/spelling.yml)."""

    means: Mapping[str, tuple[str, ...]]
    near: Mapping[str, str]
    real: frozenset[str]
    vocabulary: frozenset[str]

    def words(self, token: str) -> tuple[str, ...]:
        """The words meant by one token."""
        if not token.isalpha():
            token = token.replace("*", "")
            if token.isdigit():
                return (token,)
            if age := _AGE.fullmatch(token):
                return (age[1], "year", "old")
            plain = token.translate(_LEET)
            token = plain if self._known(plain) else token
        if token in self.means:
            return self.means[token]
        if token in self.vocabulary or token in self.real:
            return (token,)
        if _RUN.search(token):
            return self._shortened(token)
        return (self._nearest(token) if NEAR_FROM <= len(token) <= NEAR_TO else token,)

    def _shortened(self, token: str) -> tuple[str, ...]:
        """``heeelp`` is ``help`` and ``killlll`` is ``kill``."""
        double, single = _RUN.sub(r"\1\1", token), _RUN.sub(r"\1", token)
        return self.words(single if self._known(single) and not self._known(double) else double)

    def _known(self, token: str) -> bool:
        return token in self.vocabulary or token in self.means

    def _nearest(self, token: str) -> str:
        """The dangerous word this is one slip away from, the first letter being right."""
        for candidate in (token, *_one_letter_less(token)):
            found = self.near.get(candidate)
            if found and found[0] == token[0]:
                return found
        return token


def _one_letter_less(word: str) -> tuple[str, ...]:
    return tuple(word[:place] + word[place + 1 :] for place in range(len(word)))


def near_misses(words: frozenset[str]) -> dict[str, str]:
    """Each word, and each word with one letter dropped, leading back to the word.

    Two spellings one letter apart, or with two neighbours swapped, share such a shortened form.
    """
    table: dict[str, str] = {}
    for word in sorted(words):
        for short in _one_letter_less(word):
            table.setdefault(short, word)
    return table | {word: word for word in words}


def lower(text: str) -> str:
    """Small letters, and every apostrophe the plain one, as the patterns in data are written."""
    return text.translate(_QUOTES).lower()


def words_of(text: str, spelling: Spelling) -> list[str]:
    """The words of a message in plain lower case, with a stop at the end of each sentence."""
    found: list[str] = []
    for token in _TOKEN.findall(_plain(text)):
        if token[0].isalnum():
            found.extend(spelling.words(token))
        elif found and found[-1] != END:
            found.append(END)
    return found


def _plain(text: str) -> str:
    """Lower case without accents, invisible characters, odd quotes and short forms."""
    kept = text.translate(_QUOTES).casefold() if text.isascii() else _bare(text)
    kept = kept.replace("can't", "can not").replace("won't", "will not")
    kept = _IS.sub(r"\1 is", _SHORT.sub(lambda short: _LONG[short[1]], kept))
    return _OF.sub("", kept).replace("'", "")


def _bare(text: str) -> str:
    wide = unicodedata.normalize("NFKD", text.translate(_QUOTES)).casefold()
    return "".join(
        sign for sign in wide if unicodedata.category(sign) not in {"Mn", "Me", "Cf", "Cs"}
    )
