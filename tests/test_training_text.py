"""What residents say in data/ is varied, and no sentence teaches two intents at once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

DATA = Path(__file__).resolve().parent.parent / "data"
NEARLY_THE_SAME = 0.8
FEWEST = 120
ENTITY_SYNTAX = re.compile(r"[\[\]{}()]")


def sentences(block: str) -> list[str]:
    return [line.removeprefix("- ").strip() for line in block.splitlines() if line.strip()]


def examples() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.glob("*/nlu/*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for sentence in sentences(item["examples"]):
                yield item["intent"], sentence
    for path in sorted((DATA / "report" / "kinds").glob("*.yml")):
        kind = yaml.safe_load(path.read_text(encoding="utf-8"))
        for sentence in sentences(kind["examples"]):
            yield kind["intent"], sentence


def plain(sentence: str) -> str:
    letters = re.sub(r"[^a-z0-9 ]", "", sentence.lower())
    return " ".join(letters.split()) or sentence.strip()


def trigrams(sentence: str) -> frozenset[str]:
    padded = f"  {plain(sentence)} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def near_pairs(rows: list[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Two sets this alike must share one of their rarest trigrams, so only those are compared."""
    sets = [trigrams(sentence) for _, sentence in rows]
    common = Counter(gram for grams in sets for gram in grams)
    holders: dict[str, list[int]] = defaultdict(list)
    for here, grams in enumerate(sets):
        rarest = sorted(grams, key=lambda gram: (common[gram], gram))
        prefix = rarest[: int(len(rarest) * (1 - NEARLY_THE_SAME)) + 1]
        for there in {other for gram in prefix for other in holders[gram]}:
            other = sets[there]
            if rows[here][0] == rows[there][0] or not may_be_alike(len(grams), len(other)):
                continue
            both = len(grams & other)
            if both / (len(grams) + len(other) - both) > NEARLY_THE_SAME:
                yield rows[there], rows[here]
        for gram in prefix:
            holders[gram].append(here)


def may_be_alike(one: int, other: int) -> bool:
    """Sets of such different sizes cannot share enough; most pairs need no closer look."""
    return min(one, other) > NEARLY_THE_SAME * max(one, other)


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str]]:
    return list(examples())


def test_no_sentence_is_written_twice(rows: list[tuple[str, str]]) -> None:
    counts = Counter(plain(sentence) for _, sentence in rows)
    assert [sentence for sentence, times in counts.items() if times > 1] == []


def test_no_sentence_nearly_repeats_one_of_another_intent(rows: list[tuple[str, str]]) -> None:
    assert list(near_pairs(rows)) == []


def test_two_intents_saying_nearly_the_same_would_be_seen() -> None:
    alike = [("a", "my bin was not emptied today"), ("b", "My bin was not emptied today!!")]
    assert len(list(near_pairs(alike))) == 1


def test_every_intent_has_enough_to_learn_from(rows: list[tuple[str, str]]) -> None:
    counts = Counter(intent for intent, _ in rows)
    assert {intent: n for intent, n in counts.items() if n < FEWEST} == {}


def test_no_sentence_looks_like_entity_syntax_or_a_command(rows: list[tuple[str, str]]) -> None:
    wrong = [s for _, s in rows if ENTITY_SYNTAX.search(s) or s.startswith("/")]
    assert wrong == []
