"""Rasa's side of reading answers: an answer to the open question becomes the intent `inform`.

What the classifier made of it stays in the message as `understood`.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.subject import ALWAYS_KEPT, ANSWER, Question, Rules, changes_subject


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerInContext(GraphComponent):
    """Decides answer or change of subject, from what config.yml allows to interrupt."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change: see ``subject.Rules``."""
        return {"at_once": [], "others": [], "small_talk": [], "for_slot": {}}

    def __init__(self, config: dict[str, Any]) -> None:
        names = Rules.__dataclass_fields__
        self._rules = Rules(**{name: config[name] for name in names if name in config})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AnswerInContext":
        """Made from config.yml alone; there is nothing to learn."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Relabels answers."""
        for message in messages:
            situation = message.get("metadata") or {}
            slot, intent = situation.get("requested_slot"), message.get(INTENT) or {}
            if not slot or intent.get("name") in ALWAYS_KEPT:
                continue
            if not changes_subject(
                message.get(TEXT) or "",
                intent.get("name") or "",
                intent.get("confidence") or 0.0,
                Question(slot, situation.get("started_by"), situation.get("offered") or ()),
                self._rules,
            ):
                message.set("understood", intent, add_to_output=True)
                message.set(INTENT, {"name": ANSWER, "confidence": 1.0}, add_to_output=True)
        return messages
