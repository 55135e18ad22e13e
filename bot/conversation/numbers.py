"""Who a phone is: the number itself sealed, and a keyed hash of it for finding and comparing.

Both keys come from DOORSTEP_SECRET, so a copy of the database alone tells nobody's number.
"""

import base64
import hashlib
import hmac

import phonenumbers
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

REGION = "GB"
# Ofcom, National Telephone Numbering Plan: 070 is a personal number, and 076 mostly pagers.
BRITISH_MOBILE = tuple(f"+447{digit}" for digit in "12345789")


class Sealed(Exception):
    """The number was sealed under another secret."""


class Numbers:
    def __init__(self, secret: str) -> None:
        self._naming = _key(secret, b"doorstep phone identity")
        self._box = Fernet(base64.urlsafe_b64encode(_key(secret, b"doorstep phone number")))

    def identity(self, channel: str, number: str) -> str:
        told = f"{channel}:{number}".encode()
        return hmac.new(self._naming, told, hashlib.sha256).hexdigest()

    def seal(self, number: str) -> str:
        return self._box.encrypt(number.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken as fault:
            raise Sealed from fault


def normal(number: str) -> str | None:
    """+447700900123; None for a name such as PROMO, which nobody can answer."""
    given = number.strip().removeprefix("whatsapp:")
    if given.isdecimal() and not given.startswith("0"):
        given = f"+{given}"  # as Notify and Meta write it
    try:
        read = phonenumbers.parse(given, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(read):
        return None
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether it takes texts, as far as a number tells. A landline never does."""
    if number.startswith("+44"):
        return number.startswith(BRITISH_MOBILE)
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, REGION))
    except phonenumbers.NumberParseException:
        return False
    return bool(kind == phonenumbers.PhoneNumberType.MOBILE)


def _key(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
