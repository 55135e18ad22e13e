"""A place as an adviser writes it in one line: number, street, postcode."""

import re

from actions.mentions import Mention

NUMBER = re.compile(r"^\s*(\d+[a-z]?)\b[ ,]*", re.IGNORECASE)
POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b", re.IGNORECASE)


def mention(text: str) -> Mention:
    postcode = POSTCODE.search(text)
    rest = POSTCODE.sub("", text).strip(" ,")
    number = NUMBER.match(rest)
    street = NUMBER.sub("", rest) if number else rest
    return Mention(
        street=(street.split(",")[0].strip(),) if street else (),
        number=number[1] if number else None,
        postcode=postcode[0] if postcode else None,
        words=text,
    )
