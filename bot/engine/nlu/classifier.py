"""Rasa's side of the classifier: which intent a message has, or that it is none of ours.

A message below the out-of-scope limit becomes `nlu_fallback`; the ranking still holds the intents
that come nearest, so that a clarifying question can offer them. Contextual intents (cancel,
correct) exist only while a question is open.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.nlu import encoder, head, vectors

NOT_OURS = "nlu_fallback"
SURE_OF_A_SLIP = 0.6
"""A text of no known word is believed from here on: one misspelt word still says a lot."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EncoderClassifier(IntentClassifier, GraphComponent):
    """Sentence vector, calibrated linear classifier, out-of-scope limit."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change."""
        return {
            "inverse_penalty": 10.0,
            "keep_in_scope": 0.95,
            "ranking_length": 10,
            "contextual": ["cancel", "correct"],
            "kept_vectors": str(vectors.KEPT),
        }

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        trained: head.Head | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._head = trained

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EncoderClassifier":
        """A new one, to be trained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "EncoderClassifier":
        """The trained one, from a model; the encoder is read now and not at the first message."""
        encoder.shared()
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, head.Head.load(folder / "head.npz"))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples of every intent."""
        pairs = [
            (example.get(TEXT), example.get(INTENT))
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT)
        ]
        known = vectors.of([text for text, _ in pairs], Path(self._config["kept_vectors"]))
        settings = head.Settings(
            inverse_penalty=self._config["inverse_penalty"],
            keep_in_scope=self._config["keep_in_scope"],
        )
        names = [intent for _, intent in pairs]
        self._head = head.train(known, names, self._config["contextual"], settings)
        with self._storage.write_to(self._resource) as folder:
            self._head.save(folder / "head.npz")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes the intent and its ranking on each message."""
        for message in messages:
            open_question = (message.get("metadata") or {}).get("requested_slot")
            hidden = () if open_question else self._config["contextual"]
            intent, ranking = self._understand(message.get(TEXT) or "", hidden)
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _understand(
        self, text: str, hidden: Sequence[str]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if self._head is None or not any(character.isalpha() for character in text):
            return {"name": NOT_OURS, "confidence": 1.0}, []
        vector = encoder.shared().embed(text)
        verdict = self._head.judge(vector, hidden, self._config["ranking_length"])
        ranking = [{"name": name, "confidence": chance} for name, chance in verdict.ranking]
        sure = verdict.ranking[0][1] >= SURE_OF_A_SLIP or encoder.shared().knows(text)
        if verdict.accepted and sure:
            return ranking[0], ranking
        return {"name": NOT_OURS, "confidence": 1.0 - verdict.in_scope}, ranking
