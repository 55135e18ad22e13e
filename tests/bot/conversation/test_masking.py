"""What could name somebody is gone before a message is put among the lessons."""

import pytest

from bot.conversation.masking import masked


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("my bin was missed at 14 heaton lane", "my bin was missed at [address]"),
        ("its on Nelson Street by the shop", "its on [street] by the shop"),
        ("the road is full of holes", "the road is full of holes"),
        ("SK4 1AB please", "[postcode] please"),
        ("ring me on 07700 900123", "ring me on [number]"),
        ("call 0161 496 0000 or write to jo@example.com", "call [number] or write to [email]"),
        ("my reference is FT-4821", "my reference is [reference]"),
        ("my NI number is QQ 12 34 56 C", "my NI number is [number]"),
        ("my name is john smith and i am cold", "my name is [name] and i am cold"),
        ("Mrs Patel next door fell", "[name] next door fell"),
        ("i think Darren took it", "i think [name] took it"),
        ("John Smith took it", "[name] [name] took it"),
        ("Hello there. Is it Monday or Tuesday?", "Hello there. Is it Monday or Tuesday?"),
        ("I need a Blue Badge", "I need a Blue Badge"),
        ("flat 12 no heating", "[house] no heating"),
    ],
)  # fmt: skip
def test_names_addresses_numbers_and_references_are_taken_out(said: str, kept: str) -> None:
    assert masked(said) == kept
