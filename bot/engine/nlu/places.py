"""Rasa's side of finding places: postcodes, house numbers and street names become entities."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.place_words import Found, places


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceExtractor(GraphComponent):
    """Adds the places of each message to its entities."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PlaceExtractor":
        """There is nothing to set or to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities."""
        for message in messages:
            found = [entity(place) for place in places(message.get(TEXT) or "")]
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def entity(place: Found, finder: str = "PlaceExtractor") -> dict[str, Any]:
    """What was found, as Rasa writes an entity."""
    return {
        "entity": place.kind,
        "value": place.value,
        "start": place.start,
        "end": place.end,
        "confidence_entity": place.confidence,
        "extractor": finder,
    }
