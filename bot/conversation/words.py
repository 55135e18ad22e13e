"""What the road itself says, from data/conversation/notices.yml. The engine is not asked: these
words must be there when it is not."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from integrations.council import Council

NOTICES = Path(__file__).parents[2] / "data/conversation/notices.yml"


@dataclass(frozen=True)
class Words:
    notices: dict[str, str]
    council: Council

    def say(self, key: str, **facts: object) -> str:
        return self.notices[key].format(
            council=self.council.short_name, phone=self.council.contact.phone, **facts
        )


def load(council: Council, path: Path = NOTICES) -> Words:
    return Words(yaml.safe_load(path.read_text(encoding="utf-8")), council)
