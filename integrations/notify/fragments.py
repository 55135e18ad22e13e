"""How many fragments a text is charged as, by GOV.UK Notify's rules.

A text in the GSM alphabet holds 160 letters, or 153 in each of several fragments; one letter that
only Unicode has makes it 70, or 67. Notify keeps accents of Welsh, puts plain marks for curly ones,
and a question mark for anything else it cannot send (notifications-utils, sanitise_text.py).
"""

import unicodedata

LONGEST = 918
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")
WELSH = frozenset("àèìòùẁỳÀÈÌÒÙẀỲáéíóúẃýÁÉÍÓÚẂÝäëïöüẅÿÄËÏÖÜẄŸâêîôûŵŷÂÊÎÔÛŴŶ")
UNICODE_ONLY = WELSH - GSM
PLAIN = {
    "\u2011": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2026": "...",
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201a": "'", "\u201e": '"',
    "\u180e": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
    "\u2028": "", "\u2029": "", "\u202f": " ", "\u00a0": " ", "\t": " ",
    "\u0141": "L", "\u0142": "l",
}  # fmt: skip


def downgraded(text: str) -> str:
    """As it will arrive on the phone."""
    return "".join(_letter(letter) for letter in text)


def count(text: str) -> int:
    """Fragments; an empty text is one."""
    sent = downgraded(text)
    if any(letter in UNICODE_ONLY for letter in sent):
        single, several, length = 70, 67, len(sent)
    else:
        single, several = 160, 153
        length = len(sent) + sum(letter in EXTENDED for letter in sent)
    return 1 if length <= single else -(-length // several)


def _letter(letter: str) -> str:
    if letter in GSM or letter in EXTENDED or letter in WELSH:
        return letter
    if letter in PLAIN:
        return PLAIN[letter]
    plain = unicodedata.normalize("NFKD", letter)[:1]
    return plain if plain in GSM else "?"
