"""A small language for what people say, kept in data and matched word by word.

``<me> want to? die``         a named list, a plain word, a word that may be missing
``gas|gassy ..2 smell``       either word, then at most two words in between
``had_enough of living``      words that belong together inside a choice
``do not want to live !here`` the next word must not be this one
``^`` and ``$``               the start and the end of a sentence, the end also in a choice
``#``                         a number in figures

There is no regular expression in it: time grows with the length of the message and no faster,
whatever is typed. A gap never crosses the end of a sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from actions.reading import END

Lists = Mapping[str, frozenset[str]]
Positions = Mapping[str, list[int]]
USUAL_GAP = 3


@dataclass(frozen=True)
class Gap:
    """Up to so many words that do not matter."""

    most: int

    def after(self, words: Sequence[str], start: int) -> Iterable[int]:
        """Every place the phrase may go on from."""
        last = start
        furthest = min(start + self.most, len(words))
        while last < furthest and words[last] != END:
            last += 1
        return range(start, last + 1)


@dataclass(frozen=True)
class Choice:
    """One of several words, or of several runs of words."""

    words: frozenset[str]
    runs: Mapping[str, tuple[tuple[str, ...], ...]]  # by their first word
    optional: bool = False
    figures: bool = False
    ending: bool = False

    @property
    def needed(self) -> bool:
        """Whether one of its words must be in the message."""
        return not (self.optional or self.figures or self.ending)

    def after(self, words: Sequence[str], start: int) -> Iterable[int]:
        """Every place the phrase may go on from."""
        word = words[start] if start < len(words) else END
        found = [start] if self.optional or (self.ending and word == END) else []
        if word in self.words or (self.figures and word.isdigit()):
            found.append(start + 1)
        for run in self.runs.get(word, ()):
            if tuple(words[start : start + len(run)]) == run:
                found.append(start + len(run))
        return found

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Words one of which must be in the message."""
        return self.words | self.runs.keys()


@dataclass(frozen=True)
class Edge:
    """The start or the end of a sentence, or a next word that must not be one of these."""

    kind: str
    words: frozenset[str] = frozenset()

    def after(self, words: Sequence[str], start: int) -> Iterable[int]:
        """The same place, when the condition holds there."""
        here = words[start] if start < len(words) else END
        before = words[start - 1] if start else END
        holds = (
            (self.kind == "^" and before == END)
            or (self.kind == "$" and here == END)
            or (self.kind == "!" and here not in self.words)
        )
        return (start,) if holds else ()


@dataclass(frozen=True)
class Phrase:
    """One way of saying something."""

    text: str
    parts: tuple[Gap | Choice | Edge, ...]
    needs: tuple[frozenset[str], ...]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word the phrase knows."""
        choices = [part for part in self.parts if isinstance(part, Choice)]
        return frozenset().union(
            *(choice.words for choice in choices),
            *(run for choice in choices for runs in choice.runs.values() for run in runs),
        )

    def possible(self, words: Set[str]) -> bool:
        """Whether a message of these words could hold the phrase."""
        return not any(need.isdisjoint(words) for need in self.needs)

    def places(self, words: Sequence[str], where: Positions) -> Iterator[tuple[int, int]]:
        """Where the phrase starts and ends, each start once."""
        for start in self._starts(words, where):
            reached = {start}
            for part in self.parts:
                reached = {place for at in reached for place in part.after(words, at)}
                if not reached:
                    break
            if reached:
                yield start, max(reached)

    def _starts(self, words: Sequence[str], where: Positions) -> Iterable[int]:
        """The places worth trying: every one, unless the phrase opens with a word it must have."""
        first = self.parts[0]
        if not isinstance(first, Choice) or not first.needed:
            return range(len(words))
        return sorted(place for word in first.first_words & where.keys() for place in where[word])


class Finder:
    """Many phrases, filed under the rarest kind of word each must have, so that few are tried."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._filed: dict[str, list[int]] = defaultdict(list)
        self._phrases = tuple(phrases)
        for number, one in enumerate(self._phrases):
            for word in one.needs[0]:
                self._filed[word].append(number)

    def places(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """The number of each phrase that is said, in their order, and where it starts and ends."""
        where: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            where[word].append(place)
        vocabulary = set(where)
        near = {number for word in vocabulary for number in self._filed.get(word, ())}
        for number in sorted(near):
            if self._phrases[number].possible(vocabulary):
                for start, end in self._phrases[number].places(words, where):
                    yield number, start, end


def phrase(text: str, lists: Lists) -> Phrase:
    """Reads one phrase."""
    parts = tuple(_part(piece, lists) for piece in text.split())
    needs = [part.first_words for part in parts if isinstance(part, Choice) and part.needed]
    if not needs:
        raise ValueError(f"no word in this phrase must be there: {text}")
    return Phrase(text, parts, tuple(sorted(needs, key=lambda need: _tries(need, lists))))


def _tries(words: frozenset[str], lists: Lists) -> int:
    """How often a phrase would be tried for nothing if it were filed under these words."""
    return len(words) + 50 * len(words & lists.get("everyday", frozenset()))


def _part(piece: str, lists: Lists) -> Gap | Choice | Edge:
    if piece in "^$":
        return Edge(piece)
    if piece.startswith(".."):
        return Gap(int(piece[2:] or USUAL_GAP))
    if piece.startswith("!"):
        return Edge("!", _choice(piece[1:], lists).words)
    return _choice(piece, lists)


def _choice(piece: str, lists: Lists) -> Choice:
    options = piece.removesuffix("?").split("|")
    names = [option[1:-1] for option in options if option.startswith("<")]
    plain = [option for option in options if not option.startswith("<")]
    everything = frozenset(plain).union(*(lists[name] for name in names))
    return Choice(
        words=frozenset(word for word in everything if "_" not in word and word not in "#$"),
        runs=_by_first_word(tuple(word.split("_")) for word in everything if "_" in word),
        optional=piece.endswith("?"),
        figures="#" in everything,
        ending="$" in everything,
    )


def _by_first_word(runs: Iterable[tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    filed: dict[str, tuple[tuple[str, ...], ...]] = {}
    for run in sorted(runs):
        filed[run[0]] = (*filed.get(run[0], ()), run)
    return filed
