"""Cuts text into the word pieces BERT's uncased vocabulary knows (Devlin et al. 2018, §3)."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

LONGEST_WORD = 100
WORD = 2
REMEMBERED_WORDS = 50_000


class WordPiece:
    """A vocabulary and the greedy longest-match cut into its pieces."""

    def __init__(self, vocabulary: Path) -> None:
        lines = vocabulary.read_text(encoding="utf-8").split("\n")
        self._ids = {piece: number for number, piece in enumerate(lines) if piece}
        self._start, self._end = self._ids["[CLS]"], self._ids["[SEP]"]
        self._unknown = [self._ids["[UNK]"]]
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str, longest: int) -> list[int]:
        """The numbers of the pieces, between the start and end marks, at most ``longest``."""
        found = [self._start]
        for word in words(text):
            found += self._cut(word)
            if len(found) >= longest:
                break
        return [*found[: longest - 1], self._end]

    def knows(self, text: str) -> bool:
        """Whether any word of a text is one of the vocabulary's own, not only made of pieces."""
        return any(
            word in self._ids for word in words(text) if len(word) >= WORD and word.isalpha()
        )

    def _cut(self, word: str) -> list[int]:
        if word not in self._known:
            if len(self._known) >= REMEMBERED_WORDS:
                self._known.clear()
            self._known[word] = self._greedy(word)
        return self._known[word]

    def _greedy(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return self._unknown
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self._ids.get(mark + word[start:end])
                if piece is not None:
                    break
            else:
                return self._unknown
            found.append(piece)
            start = end
        return found


def words(text: str) -> Iterator[str]:
    """Lower-case words without accents; each punctuation mark and CJK character is a word."""
    word: list[str] = []
    for character in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(character)
        if kind == "Mn" or character in "\0\ufffd":
            continue
        if not character.isspace() and kind in ("Cc", "Cf"):
            continue
        alone = _stands_alone(character, kind)
        if (alone or character.isspace()) and word:
            yield "".join(word)
            word = []
        if alone:
            yield character
        elif not character.isspace():
            word.append(character)
    if word:
        yield "".join(word)


def _stands_alone(character: str, kind: str) -> bool:
    ascii_mark = character.isascii() and character.isprintable() and not character.isalnum()
    chinese = 0x4E00 <= ord(character) <= 0x9FFF
    return (ascii_mark and character != " ") or kind.startswith("P") or chinese
