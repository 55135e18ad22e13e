"""Everything that can be done to one item, by name: the same for pages and for programs."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation.parts import Parts
from bot.desk import claiming, contact, handback, needs, parting, requesting, safety, speaking
from bot.desk.claiming import Given, Result
from bot.desk.roles import SERVE, SUPERVISE
from bot.desk.sessions import Who

Do = Callable[[Parts, Who, int, Given], Result]


@dataclass(frozen=True)
class Command:
    """`page`: which page shows what is wrong with it; `beside`: a script calls it by itself."""

    do: Do
    may: str = SERVE
    page: str = "item"
    beside: bool = False


COMMANDS = {
    "claim": Command(claiming.claim),
    "heartbeat": Command(claiming.beat, beside=True),
    "release": Command(claiming.release),
    "take-over": Command(claiming.take_over, may=SUPERVISE),
    "ask-over": Command(claiming.ask_over),
    "messages": Command(speaking.reply),
    "invite": Command(speaking.invite),
    "said": Command(contact.said),
    "notes": Command(speaking.note),
    "needs": Command(needs.keep, page="needs"),
    "typing": Command(speaking.typing),
    "seen": Command(speaking.seen, beside=True),
    "measure": Command(speaking.measure),
    "transfer": Command(parting.transfer, page="transfer"),
    "safety": Command(safety.write_down),
    "give-back": Command(handback.give_back, page="give_back"),
    "request": Command(requesting.log, page="request"),
    "close": Command(parting.close, page="wrap_up"),
}
