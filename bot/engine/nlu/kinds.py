"""Rasa's side of telling kinds of report apart that share an intent: needles from dog mess.

The likeliest kinds go on the message as `kinds`; data/report/kinds says what each is. An intent
that is more than a report (parking) has kinds too: in a conversation a message about one of those
becomes the intent `report_<kind>`.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.nlu import encoder, head, vectors

KIND = "kind"
KINDS = "kinds"
NONE = "none"
"""An example of the intent that is no report."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class KindChooser(GraphComponent):
    """One small classifier for each intent that several kinds share."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change."""
        return {"kept_vectors": str(vectors.KEPT), "ranking_length": 4, "sure": 0.7}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        heads: Mapping[str, head.Head] | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._heads = heads or {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "KindChooser":
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
    ) -> "KindChooser":
        """The trained one, from a model."""
        with model_storage.read_from(resource) as folder:
            heads = {file.stem: head.Head.load(file) for file in sorted(folder.glob("*.npz"))}
        return cls(config, model_storage, resource, heads)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples of each intent that has more kinds than one."""
        told: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in training_data.intent_examples:
            if one.get(TEXT) and one.get(INTENT):
                told[one.get(INTENT)].append((one.get(TEXT), one.get(KIND) or NONE))
        shared = {name: pairs for name, pairs in told.items() if len({k for _, k in pairs}) > 1}
        with self._storage.write_to(self._resource) as folder:
            for intent, pairs in shared.items():
                known = vectors.of([text for text, _ in pairs], Path(self._config["kept_vectors"]))
                names = [kind for _, kind in pairs]
                head.train(known, names, (), head.Settings()).save(folder / f"{intent}.npz")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes the likeliest kinds on each message whose intent has several."""
        for message in messages:
            intent = (message.get(INTENT) or {}).get("name") or ""
            if intent not in self._heads or not message.get(TEXT):
                continue
            vector = encoder.shared().embed(message.get(TEXT))
            ranking = self._heads[intent].judge(vector, (), self._config["ranking_length"]).ranking
            kinds = [{"name": name, "confidence": chance} for name, chance in ranking]
            message.set(KINDS, kinds, add_to_output=True)
            if not intent.startswith("report_") and message.get("metadata"):
                self._make_a_report(message, *ranking[0])
        return messages

    def _make_a_report(self, message: Message, kind: str, chance: float) -> None:
        if kind != NONE and chance >= self._config["sure"]:
            intent = {"name": f"report_{kind}", "confidence": chance}
            message.set(INTENT, intent, add_to_output=True)
