"""The world each README shows is one that loads."""

import json
import re

import pytest

from tests.sources import ROOT

BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize(
    "system", ["addresses", "postcodes", "collections", "bank_holidays", "open_referral"]
)
def test_the_example_in_the_readme_loads(standins, system):
    text = (ROOT / "integrations" / system / "README.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert blocks
    for block in blocks:
        standins.load(system, json.loads(block))
