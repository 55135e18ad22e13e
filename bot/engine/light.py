"""Runs Rasa without the parts of it, and of what it imports, that Doorstep never uses.

Rasa imports every channel, broker, extractor and neural component it ships, used or not. One
import finder answers those imports with small stand-ins, so that TensorFlow and over a hundred
packages need not be installed. A stand-in has no behaviour of its own: naming one in config.yml,
credentials.yml or endpoints.yml fails at start. docs/engine.md lists them and why it is safe.
"""

import contextlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.resources
import sys
import types
from collections.abc import Mapping, Sequence
from typing import Any

# Rasa's own modules we never run: module -> the classes other Rasa modules import from it.
UNUSED_CLASSES = {
    "rasa.core.channels.botframework": ("BotFrameworkInput",),
    "rasa.core.channels.callback": ("CallbackInput",),
    "rasa.core.channels.console": ("CmdlineInput",),
    "rasa.core.channels.facebook": ("FacebookInput",),
    "rasa.core.channels.hangouts": ("HangoutsInput",),
    "rasa.core.channels.mattermost": ("MattermostInput",),
    "rasa.core.channels.rasa_chat": ("RasaChatInput",),
    "rasa.core.channels.rest": ("RestInput",),
    "rasa.core.channels.rocketchat": ("RocketChatInput",),
    "rasa.core.channels.slack": ("SlackInput",),
    "rasa.core.channels.socketio": ("SocketIOInput",),
    "rasa.core.channels.telegram": ("TelegramInput",),
    "rasa.core.channels.twilio": ("TwilioInput",),
    "rasa.core.channels.twilio_voice": ("TwilioVoiceInput",),
    "rasa.core.channels.webexteams": ("WebexTeamsInput",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
    "rasa.core.policies.unexpected_intent_policy": ("UnexpecTEDIntentPolicy",),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.classifiers.logistic_regression_classifier": ("LogisticRegressionClassifier",),
    "rasa.nlu.classifiers.sklearn_intent_classifier": ("SklearnIntentClassifier",),
    "rasa.nlu.extractors.crf_entity_extractor": (
        "CRFEntityExtractor",
        "CRFEntityExtractorOptions",
    ),
    "rasa.nlu.extractors.duckling_entity_extractor": ("DucklingEntityExtractor",),
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ("ConveRTFeaturizer",),
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ("LanguageModelFeaturizer",),
    "rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer": ("CountVectorsFeaturizer",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.nlu.test": ("CVEvaluationResult", "EntityEvaluationResult", "evaluate_entities"),
    "rasa.utils.train_utils": (),
}
# Packages that only those modules would use, or that the parts we keep import but never call.
UNUSED_PACKAGES = {
    "aiormq": (),
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "jwt": (),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
    "sanic_jwt": ("Initialize", "exceptions"),
    "sklearn": (),
    "sklearn.model_selection": ("train_test_split",),
}


def evaluate(graph: Mapping[str, Any], targets: Sequence[str]) -> list[Any]:
    """What Rasa needs of `dask.get`: each node once, after the nodes it names."""
    results: dict[str, Any] = {}

    def value(key: Any) -> Any:
        if not isinstance(key, str) or key not in graph:
            return key
        if key not in results:
            node, *needs = graph[key]
            results[key] = node(*map(value, needs)) if callable(node) else graph[key]
        return results[key]

    return [value(target) for target in targets]


def nothing(*_args: Any, **_kwargs: Any) -> None:
    """Telemetry, CORS headers and reminders: Doorstep's engine has none."""


async def no_scheduler() -> None:
    """Reminders live in our own database; Rasa's scheduler is never started."""
    raise NotImplementedError("This engine keeps no reminders.")


def installed(package: str) -> Any:
    """The version of a package, as `pkg_resources` tells it."""
    return types.SimpleNamespace(version=importlib.metadata.version(package))


def packaged_file(package: str, path: str) -> str:
    """Where a file inside a package lies."""
    return str(importlib.resources.files(package) / path)


# Stand-ins with the little behaviour that the parts we keep rely on.
FUNCTIONS: dict[str, dict[str, Any]] = {
    "dask": {"get": evaluate},
    "pkg_resources": {"get_distribution": installed, "resource_filename": packaged_file},
    "randomname": {"get_name": lambda: "doorstep"},
    "sanic_cors": {"CORS": nothing},
    "rasa.core.jobs": {"scheduler": no_scheduler, "kill_scheduler": nothing},
    "rasa.telemetry": {
        "track_model_training": lambda *_args, **_kwargs: contextlib.nullcontext(),
        "track_server_start": nothing,
    },
}


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers the imports named above, and no others."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name in UNUSED_CLASSES or name in UNUSED_PACKAGES or name in FUNCTIONS:
            package = name in UNUSED_PACKAGES
            return importlib.machinery.ModuleSpec(name, self, is_package=package)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        vars(module).update(FUNCTIONS.get(module.__name__, {}))
        for name in (UNUSED_CLASSES | UNUSED_PACKAGES).get(module.__name__, ()):
            # Rasa files its channels under what their classes answer to `name()`.
            members = {"__module__": module.__name__, "name": lambda name=name: name}
            setattr(module, name, type(name, (), members))


def install() -> None:
    """Puts the stand-ins in place; to be called once, before anything of Rasa is imported."""
    import numpy as np

    sys.meta_path.insert(0, StandIns())
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
    # Rasa silences a warning by the name it had before NumPy 2.
    np.VisibleDeprecationWarning = np.exceptions.VisibleDeprecationWarning
