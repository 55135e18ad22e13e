"""Rasa's side of not being sure: in a conversation, a weak guess is asked about and not acted on.

The intent becomes `unsure`, which a rule answers with the one clarifying question; what the
classifier made of the message stays in it as `understood`, and the ranking stays as it was. The
second of two requests was read before, beside the first: what it was `meant` as is not asked again.
What was only `perhaps` a second request is always asked about, but for danger.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

UNSURE, PERHAPS = "unsure", "perhaps"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AskWhenUnsure(GraphComponent):
    """Only in a turn and with no question open: `/model/parse` shows the bare understanding."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change. `ask_below` is a calibrated chance of being right."""
        return {"ask_below": 0.45, "never": []}

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AskWhenUnsure":
        """Made from config.yml alone; there is nothing to learn."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Marks weak guesses."""
        for message in messages:
            situation = message.get("metadata") or {}
            intent = message.get(INTENT) or {}
            if not situation.get("turn") or situation.get("requested_slot"):
                continue
            chance = intent.get("confidence") or 0.0
            weak = chance < self._config["ask_below"] or situation.get("meant") == PERHAPS
            if weak and intent.get("name") not in self._config["never"]:
                message.set("understood", intent, add_to_output=True)
                meant = situation.get("meant") or UNSURE
                message.set(INTENT, {"name": meant, "confidence": 1.0}, add_to_output=True)
        return messages
