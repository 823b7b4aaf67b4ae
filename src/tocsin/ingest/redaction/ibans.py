"""International bank account numbers: length by country and checksum modulo 97 (ISO 13616, ISO 7064 MOD 97-10)."""

_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL", "FK", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK", "MN"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "TL", "OM", "SO"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}
"""Characters by country: the SWIFT IBAN registry."""
_MODULUS = 97


def iban_end(text: str, start: int) -> int:
    """Return where an IBAN that begins at `start` ends, by its country, separators counted; 0 when it cannot be one."""
    wanted = _LENGTHS.get(text[start : start + 2].upper(), 0)
    end, found = start, 0
    while found < wanted and end < len(text):
        character = text[end]
        if not (character.isalnum() and character.isascii()) and character not in " -":
            return 0
        found += character.isalnum()
        end += 1
    return end if wanted and found == wanted else 0


def is_iban(text: str) -> bool:
    """Return whether the checksum is right; `text` may have separators and small letters."""
    characters = [character for character in text.upper() if character.isalnum()]
    moved = characters[4:] + characters[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % _MODULUS == 1
