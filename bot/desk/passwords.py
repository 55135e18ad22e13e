"""Passwords, kept as argon2id hashes (OWASP: 46 MiB, one pass, one lane)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST, LONGEST = 12, 200
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
# Somebody who does not exist takes as long to refuse as somebody who does.
NOBODY = HASHER.hash("nobody has this password")


def new() -> str:
    """One that can be read out: 15 letters and figures of 31 (74 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))


def hashed(password: str) -> str:
    return HASHER.hash(password)


def matches(kept: str | None, given: str) -> bool:
    try:
        return HASHER.verify(kept or NOBODY, given[:LONGEST]) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def why_not(password: str) -> str | None:
    """Length is what makes a password hard to guess (NCSC): nothing else is asked of it."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"a password has {SHORTEST} to {LONGEST} characters"
    return None
