"""Gathers the bot from its topics: `data/<topic>/` domain.yml, nlu/, rules.yml and responses.yml,
and one file for each reportable kind, which gives examples, their intent and its start rule."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.formats import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method
from rasa.shared.utils.io import read_yaml_file

REPORTS = "report_"
KIND_NEEDS = ("service_code", "name", "examples")


class TopicImporter(RasaFileImporter):
    """Rasa's file importer, for a bot spread over topics. Other YAML in data/ is not Rasa's."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        self.config_file = config_file
        self._domain_path = domain_path
        given = training_data_paths or []
        self._folders = [Path(path) for path in ([given] if isinstance(given, str) else given)]
        self._story_files = [*self._files("*/rules.yml"), *self._files("*/stories.yml")]
        self._conversation_test_files: list[str] = []

    @cached_method
    def get_domain(self) -> Domain:
        """The shared domain and every topic's, which may not say the same thing twice."""
        merged = read_yaml_file(self._domain_path) if self._domain_path else {}
        for part in self._files("*/domain.yml"):
            merged = Domain.merge_domain_dicts(read_yaml_file(part), merged)
            if duplicates := merged.pop("duplicates", None):
                raise RasaException(f"{part} repeats {_named(duplicates)}.")
        intents = merged.setdefault("intents", [])
        intents.extend(name for name in self._reported() if name not in intents)
        # Rasa takes slots apart as it reads them; YAML anchors would share what it takes.
        return Domain.from_dict(json.loads(json.dumps(merged)))

    @cached_method
    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Every topic's examples and responses, and every kind's examples."""
        told = [(file, part) for file in self._files("*/nlu/*.yml") for part in _intents(file)]
        told += [("a kind file", kind) for kind in self._kinds()]
        data = TrainingData(
            [
                example(text, part["intent"], part.get("kind"))
                for file, part in told
                for text in examples(file, part["examples"])
            ]
        )
        for file in self._files("*/responses.yml"):
            data.responses.update(RasaYAMLReader().read(file).responses)
        return data

    @cached_method
    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Every topic's rules, and the rule that starts a report of each intent."""
        reader = YAMLStoryReader(self.get_domain())
        rules = [start_rule(intent) for intent in self._reported()]
        rules += [end_rule(kind["intent"]) for kind in self._kinds() if kind.get("asks")]
        steps = reader.read_from_parsed_yaml({"version": "3.1", "rules": rules})
        return super().get_stories(exclusion_percentage).merge(StoryGraph(steps))

    def _files(self, pattern: str) -> list[str]:
        return [str(file) for folder in self._folders for file in sorted(folder.glob(pattern))]

    def _reported(self) -> list[str]:
        """The intents that report something; several kinds may share one.

        A kind whose sentences belong to an intent that is more than a report has one of its own.
        """
        names = ((kind["intent"], kind["kind"]) for kind in self._kinds())
        return list(
            dict.fromkeys(
                intent if intent.startswith(REPORTS) or intent == slug else f"{REPORTS}{slug}"
                for intent, slug in names
            )
        )

    def _kinds(self) -> Iterator[Mapping[str, Any]]:
        for file in self._files("report/kinds/*.yml"):
            slug = Path(file).stem
            kind = {"kind": slug, "intent": f"report_{slug}", **read_yaml_file(file)}
            if missing := [name for name in KIND_NEEDS if not kind.get(name)]:
                raise RasaException(f"{file} does not say {' and '.join(missing)}.")
            yield kind


def example(text: str, intent: str, kind: str | None) -> Message:
    """A sentence and what it means; of a report also which kind it is."""
    message = Message.build(text=text, intent=intent)
    if kind:
        message.set("kind", kind)
    return message


def examples(file: str, block: str) -> Iterator[str]:
    """The sentences of an examples block, one after each dash."""
    for line in block.strip().splitlines():
        mark, _, text = line.strip().partition(" ")
        if mark != "-" or not text.strip():
            raise RasaException(f"{file}: an example is a dash and a sentence, not {line!r}.")
        yield text.strip()


def start_rule(intent: str) -> dict[str, Any]:
    """The rule that starts a report of what an intent tells."""
    return {
        "rule": f"a report starts when the resident means {intent}",
        "steps": [
            {"intent": intent},
            {"action": "action_report_start"},
            {"action": "report_form"},
            {"active_loop": "report_form"},
        ],
    }


def end_rule(intent: str) -> dict[str, Any]:
    """The rule for what is asked for and a person has to do: that is told, and nothing is asked."""
    *start, _ = start_rule(intent)["steps"]
    return {
        "rule": f"a person is offered when the resident means {intent} and it cannot be taken here",
        "steps": [
            *start,
            {"active_loop": None},
            {"action": "action_report_submit"},
            {"action": "action_conversation_return"},
        ],
    }


def _intents(file: str) -> list[dict[str, str]]:
    parts = read_yaml_file(file).get("nlu") or []
    if not all(isinstance(part.get("examples"), str) and part.get("intent") for part in parts):
        raise RasaException(f"{file}: every part of nlu is an intent and its examples.")
    return parts


def _named(duplicates: Mapping[str, Any]) -> str:
    return ", ".join(f"{part} {name}" for part, names in duplicates.items() for name in names)
