"""Rasa's side of reading answers: an answer to the open question becomes the intent `inform`.

What the classifier made of it stays in the message as `understood`.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.nlu.subject import (
    ALWAYS_KEPT,
    ANSWER,
    Question,
    Rules,
    changes_subject,
    elsewhere,
    names_a_choice,
    names_only_a_place,
    speaks_of,
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AnswerInContext(GraphComponent):
    """Decides answer or change of subject, from what config.yml allows to interrupt."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change: see ``subject.Rules``."""
        return {
            "at_once": [],
            "others": [],
            "small_talk": [],
            "for_slot": {},
            "sure_answers": {},
            "families": [],
            "optional": [],
            "never_an_answer": [],
            "only_asked": [],
            "only_with": {},
            "numbered": {},
        }

    def __init__(self, config: dict[str, Any]) -> None:
        names = Rules.__dataclass_fields__
        self._rules = Rules(**{name: config[name] for name in names if name in config})
        self._numbered = config.get("numbered") or {}

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
            if not slot and (about := speaks_of(message.get(TEXT) or "", intent, self._numbered)):
                message.set("understood", intent, add_to_output=True)
                message.set(INTENT, {"name": about, "confidence": 1.0}, add_to_output=True)
            text, name = message.get(TEXT) or "", intent.get("name") or ""
            if not slot and names_only_a_place(text, message.get(ENTITIES) or ()):
                message.set("understood", intent, add_to_output=True)
                message.set(INTENT, {"name": ANSWER, "confidence": 1.0}, add_to_output=True)
            if not slot:
                continue
            offered = situation.get("offered") or ()
            question = Question(slot, situation.get("started_by"), offered)
            if name in ALWAYS_KEPT and not names_a_choice(text, name, question):
                continue
            sure = intent.get("confidence") or 0.0
            other = elsewhere(message.get(INTENT_RANKING_KEY) or (), question, self._rules)
            if not changes_subject(text, name, sure, question, self._rules, other):
                message.set("understood", intent, add_to_output=True)
                message.set(INTENT, {"name": ANSWER, "confidence": 1.0}, add_to_output=True)
        return messages
