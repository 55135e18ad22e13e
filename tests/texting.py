"""Someone who texts on the road with its ends in our hands, and a provider for it."""

from bot.conversation import deliver, phones
from bot.conversation.parts import Pushed
from bot.conversation.phones import Arrival
from integrations.store import conversations, queue

NUMBER = "+447700900001"


class Provider:
    looks_up = False

    def __init__(self, mark="p"):
        self.mark, self.got, self.faults = mark, [], []

    def send(self, number, message, reference, heard_at):
        if self.faults:
            raise self.faults.pop(0)
        self.got.append(message.text)
        return Pushed(f"{self.mark}{len(self.got)}", 1)


class Phone:
    """Someone who texts."""

    def __init__(self, road, provider, number=NUMBER, channel="sms"):
        self.road, self.provider, self.number, self.channel = road, provider, number, channel
        self.sent = 0

    def texts(self, text="", key=None, **more):
        self.sent += 1
        return phones.arrive(
            self.road.parts,
            Arrival(
                channel=self.channel,
                number=self.number,
                provider_id=key or f"{self.number}-{self.sent}",
                text=text,
                **more,
            ),
        )

    def says(self, text="", **more):
        """Texts, lets the assistant answer, and gives what came back."""
        before = len(self.provider.got)
        self.texts(text, **more)
        self.road.time.move(3)
        self.road.work()
        self.push()
        return self.provider.got[before:]

    def push(self):
        for _ in range(10):
            for one in deliver.due(self.road.parts):
                deliver.run(self.road.parts, one)

    @property
    def identity(self):
        return self.road.parts.numbers.identity(self.channel, self.number)

    @property
    def conversation(self):
        with self.road.store.read() as tx:
            return conversations.find_open(tx, self.channel, self.identity)

    @property
    def item(self):
        with self.road.store.read() as tx:
            return queue.open_item(tx, self.conversation.id)
