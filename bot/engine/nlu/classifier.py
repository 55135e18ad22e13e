"""Rasa's side of the classifier: which intent a message has, or that it is none of ours.

A message below the out-of-scope limit becomes `nlu_fallback`; the ranking still holds the intents
that come nearest, so that a clarifying question can offer them. Contextual intents (cancel,
correct) exist only while a question is open.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.nlu import cut_signs, doubt, encoder, head, sides, splitter, subject, vectors, views

NOT_OURS = "nlu_fallback"
SURE_OF_A_SLIP = 0.6
"""A text of no known word is believed from here on: one misspelt word still says a lot."""


LIKELIER = 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EncoderClassifier(IntentClassifier, GraphComponent):
    """Sentence vector, calibrated classifier, out-of-scope limit."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What config.yml may change."""
        return {
            "inverse_penalty": 3.0,
            "votes": 0.4,
            "keep_in_scope": 0.97,
            "ranking_length": 10,
            "contextual": ["cancel", "correct"],
            "outside": "out_of_scope",
            "emergencies": [
                "immediate_danger",
                "suicide_self_harm",
                "domestic_abuse",
                "safeguarding_concern",
            ],
            "not_a_request": [],
            "one_matter": [],
            "near": [],
            "only_told": [],
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
        texts = [text for text, _ in pairs]
        known = views.of(texts, vectors.of(texts, Path(self._config["kept_vectors"])))
        settings = head.Settings(
            inverse_penalty=self._config["inverse_penalty"],
            keep_in_scope=self._config["keep_in_scope"],
            alike=encoder.WIDTH,
            votes=self._config["votes"],
            outside=self._config["outside"],
        )
        names = [intent for _, intent in pairs]
        unseen = np.array([encoder.unseen(text) for text in texts])
        self._head = head.train(known, names, self._config["contextual"], settings, unseen)
        with self._storage.write_to(self._resource) as folder:
            self._head.save(folder / "head.npz")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Writes the intent and its ranking on each message."""
        for message in messages:
            situation = message.get("metadata") or {}
            hidden = () if situation.get("requested_slot") else self._config["contextual"]
            if situation.get("safe"):  # the resident was asked, and said that nobody is in danger
                hidden = (*hidden, *self._config["emergencies"])
            text = message.get(TEXT) or ""
            said = subject.after_thanks(text) if situation.get("requested_slot") else text
            verdict = self._judge(said, hidden)
            intent, ranking = self._understand(said, verdict)
            message.set(INTENT, intent, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            in_scope = verdict.in_scope if verdict else 0.0
            message.set("in_scope", in_scope, add_to_output=True)
            alone = situation.get("requested_slot") or situation.get("meant") == doubt.PERHAPS
            if verdict and not alone:
                self._split(message, verdict, hidden)
        return messages

    def _split(self, message: Message, verdict: head.Verdict, hidden: Sequence[str]) -> None:
        """Says which two requests a message holds, or what it may ask besides."""
        text = message.get(TEXT) or ""
        trained = self._head
        if trained is None or not splitter.cuts(text):
            return

        read = sides.Sides(trained, hidden)
        whole = sides.read(verdict, encoder.shared().embed(text))
        likeliest, chance = max(whole.chances.items(), key=lambda one: one[1])
        asked_of = likeliest in self._config["one_matter"] and chance >= LIKELIER
        if asked_of and not cut_signs.ANNOUNCES.search(text):
            return
        urgent = self._config["emergencies"]
        found = splitter.best(text, whole, read.both, self._config["not_a_request"])
        if found is None:
            return
        near = self._near(text, {found.left.intent, found.right.intent})
        halves = splitter.two(found, urgent)
        if halves and not near:
            message.set("requests", [half.intent for half in halves], add_to_output=True)
            message.set("halves", [vars(half) for half in halves], add_to_output=True)
            return
        half = splitter.perhaps(found, (message.get(INTENT) or {})["name"], urgent)
        told = half is not None and half.intent in self._config["only_told"]
        if half and not told and (not near or half.confidence >= LIKELIER):
            message.set("perhaps", vars(half), add_to_output=True)

    def _near(self, text: str, names: set[str]) -> bool:
        """Whether words about one of two matters tell of the other, and no second is announced."""
        near = any(names <= set(group) for group in self._config["near"])
        return near and not cut_signs.ANNOUNCES.search(text)

    def _judge(self, text: str, hidden: Sequence[str]) -> head.Verdict | None:
        """What a text may mean; None of what has no letters."""
        if self._head is None or not any(character.isalpha() for character in text):
            return None
        row = views.of([text], encoder.shared().embed(text)[None, :])[0]
        return self._head.judge(row, hidden, sides.ALL)

    def _understand(
        self, text: str, verdict: head.Verdict | None
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        if verdict is None:
            return {"name": NOT_OURS, "confidence": 1.0}, []
        ranking = [
            {"name": name, "confidence": chance}
            for name, chance in verdict.ranking[: self._config["ranking_length"]]
        ]
        sure = verdict.ranking[0][1] >= SURE_OF_A_SLIP or encoder.shared().knows(text)
        if verdict.accepted and sure:
            return ranking[0], ranking
        return {"name": NOT_OURS, "confidence": 1.0 - verdict.in_scope}, ranking
