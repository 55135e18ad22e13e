"""What Doorstep changes in Rasa 3.6.21, the last release there will be.

A failed action fails the turn, so that nothing of it is kept and it can be sent again; Rasa would
record the action as done and answer nothing. An action has 5 seconds, not 300. Resident text is
never read as a command. Four hot paths are made quick, one of them in training.
"""

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import aiohttp
import jsonschema
import rasa.core.agent
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, FollowupAction, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

ACTION_SECONDS = aiohttp.ClientTimeout(total=5, connect=0.5)


class TurnFailed(BaseException):
    """An action did not do its work. Not an `Exception`: Rasa goes on after those as if it had."""


class Guarded:
    """An action whose every failure fails the turn; a form that finds no answer has not failed."""

    def __init__(self, action: Any) -> None:
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)

    async def run(self, *args: Any, **kwargs: Any) -> list[Event]:
        """Runs the action."""
        try:
            return await self._action.run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            raise TurnFailed(self._action.name()) from error


async def run_remotely(
    self: RemoteAction, output_channel: Any, nlg: Any, tracker: Any, domain: Domain
) -> list[Event]:
    """Runs an action on the action server; any answer but a good one fails the turn."""
    try:
        answer = await _ask(self.action_endpoint, self._action_call_format(tracker, domain))
        responses = answer.get("responses") or []
        said = await self._utter_responses(responses, output_channel, nlg, tracker)
        return [*said, *deserialise_events(answer.get("events") or [])]
    except Exception as error:
        raise TurnFailed(self.name()) from error


async def _ask(endpoint: EndpointConfig, call: dict[str, Any]) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession(timeout=ACTION_SECONDS, trust_env=False) as session,
        session.post(
            endpoint.url, json=call, headers=endpoint.headers, allow_redirects=False
        ) as reply,
    ):
        if reply.status != 200:
            raise ValueError(f"The action server answered {reply.status}.")
        answer = json.loads(await reply.text())
    if not _schema().is_valid(answer):
        raise ValueError("The action server's answer breaks the protocol.")
    return answer


@cache
def _schema() -> Any:
    """Rasa builds and checks this constant at every action, which costs more than the action."""
    schema = RemoteAction.action_response_format_spec()
    return jsonschema.validators.validator_for(schema)(schema)


@cache
def _event_types() -> dict[str, type[Event]]:
    return {kind.type_name: kind for kind in all_subclasses(Event) if hasattr(kind, "type_name")}


def event_type(type_name: str, default: type[Event] | None = None) -> type[Event]:
    """The class of a stored event; Rasa walks every subclass for every event of every message."""
    found = _event_types().get(type_name, default)
    if found is None:
        raise ValueError(f"Unknown event name '{type_name}'.")
    return found


def looked_up_once(is_empty: Callable[[Domain], bool]) -> Callable[[Domain], bool]:
    """Whether a domain holds nothing; Rasa writes it out whole to see that, at every message."""

    def known(self: Domain) -> bool:
        kept = vars(self)
        if "known_empty" not in kept:
            kept["known_empty"] = is_empty(self)
        return bool(kept["known_empty"])

    return known


def too_many_actions(*_: Any) -> None:
    """A rule that never comes to an end; Rasa would keep what it has said so far."""
    raise TurnFailed("too many actions in one turn")


@wraps(RegexMessageHandler.process)  # Rasa reads the types of what it runs
def take_as_text(_self: Any, messages: list[Message], domain: Any = None) -> list[Message]:
    """Leaves `/restart` and `/intent{...}` be: our own choices arrive already understood."""
    return messages


def merge(self: TrainingData, *others: TrainingData | None) -> TrainingData:
    """Both lots of examples and responses; Rasa copies every example seven times on the way."""
    both = [self, *(other for other in others if other)]
    return TrainingData(
        [example for data in both for example in data.training_examples],
        responses={name: words for data in both for name, words in data.responses.items()},
    )


def without_repeats(examples: list[Message]) -> list[Message]:
    """Each example once; Rasa compares them by a digest of a copy."""
    seen = {tuple(map(str, example.data.items())): example for example in reversed(examples)}
    return list(reversed(seen.values()))


def apply() -> None:
    """Puts the changes in place; to be called once, before a model is loaded."""
    run_action = MessageProcessor._run_action

    async def run_guarded(
        self: MessageProcessor,
        action: Any,
        tracker: DialogueStateTracker,
        output_channel: Any,
        nlg: Any,
        prediction: PolicyPrediction,
    ) -> bool:
        goes_on = await run_action(self, Guarded(action), tracker, output_channel, nlg, prediction)
        # Only the core fallback is predicted with less; it would be predicted again and again.
        if prediction.max_confidence < 1 and tracker.followup_action is None:
            tracker.update(FollowupAction(ACTION_LISTEN_NAME), self.domain)
        return goes_on

    MessageProcessor._run_action = run_guarded
    RemoteAction.run = run_remotely
    Event.resolve_by_type = staticmethod(event_type)
    Domain.is_empty = looked_up_once(Domain.is_empty)
    RegexMessageHandler.process = take_as_text
    # Without the wrapper that keeps what could not be written in memory, and forgets it.
    rasa.core.agent.FailSafeTrackerStore = lambda store: store
    TrainingData.merge = merge
    TrainingData.sanitize_examples = staticmethod(without_repeats)
