"""Run by the engine's own Python: understands messages as a conversation would, without one.

Reads a JSON list of `{"text", "metadata"}` and writes what the model of this data makes of each.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def main() -> None:
    """One process for many messages: Rasa takes seconds to read."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    from bot.engine import light

    light.install()
    from bot.engine import logs, model

    logs.configure()
    from rasa.core.agent import Agent

    agent = Agent()
    agent.load_model(str(model.current(ROOT)))
    found = [asyncio.run(read(agent.processor, one)) for one in json.load(sys.stdin)]
    sys.stdout.write("\n" + json.dumps(found))


async def read(processor: Any, one: dict[str, Any]) -> dict[str, Any]:
    """What one message is understood as."""
    from rasa.core.channels.channel import UserMessage

    return dict(await processor.parse_message(UserMessage(one["text"], metadata=one["metadata"])))


if __name__ == "__main__":
    main()
