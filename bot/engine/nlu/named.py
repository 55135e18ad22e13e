"""Rasa's side of finding what else is named: landmarks, areas, days, bins, items, contacts.

A sender may say which day it is in the message's metadata (`today`, YYYY-MM-DD).
"""

from datetime import date
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.days import days, today
from bot.engine.nlu.place_words import POSSIBLE
from bot.engine.nlu.places import entity
from bot.engine.nlu.things import Finder, Lists


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ThingExtractor(GraphComponent):
    """Adds the things and days of each message to its entities."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change: where the lists are."""
        return {"data": "data"}

    def __init__(self, lists: Lists) -> None:
        self._finder = Finder(lists)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ThingExtractor":
        """Reads the lists."""
        return cls(Lists.read(Path(config["data"])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities."""
        for message in messages:
            text, known = message.get(TEXT) or "", message.get(ENTITIES, [])
            told = (message.get("metadata") or {}).get("today")
            now = date.fromisoformat(told) if told else today()
            found = [*self._finder.things(text), *days(text, now)]
            named = [entity(one, type(self).__name__) for one in found]
            areas = {(one.start, one.end) for one in found if one.kind == "area"}
            for one in known:  # "Hazel Grove" is a part of the borough first, and perhaps a street
                if (one["start"], one["end"]) in areas:
                    one["confidence_entity"] = POSSIBLE
            message.set(ENTITIES, known + named, add_to_output=True)
        return messages
