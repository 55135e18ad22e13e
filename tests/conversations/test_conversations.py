"""Every conversation under tests/conversations, through the whole running product."""

from pathlib import Path
from typing import Any

import pytest

from tests.conversations.steps import Player
from tests.sources import document, files
from tests.stack import Stack

pytestmark = pytest.mark.both_databases


def conversations() -> list[Any]:
    """One case for each conversation, named by its topic, its file and what it is about."""
    return [
        pytest.param(one, id=f"{Path(path).parent.name}/{Path(path).stem}: {one['name']}")
        for path in files("tests/conversations", suffix=".yml")
        for one in document(path)
    ]


@pytest.mark.parametrize("conversation", conversations())
def test_a_conversation_goes_as_written(stack: Stack, conversation: dict[str, Any]) -> None:
    player = Player(stack, conversation.get("world"), conversation.get("clock"))
    player.play(conversation["steps"])
