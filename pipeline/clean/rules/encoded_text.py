r"""Characters that stand in a text as their code: `&#8217;`, `\u2019`, `=E2=80=99`."""

import html
import json
import re
from collections.abc import Iterator

from pipeline.clean.rule import REPAIR, Rule
from pipeline.text import drop_unstorable

_CODE = re.compile(
    r"&(?:amp;)*(?P<entity>(?!lt;|gt;)(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[a-zA-Z][a-zA-Z0-9]{1,30});)"
    r"|(?P<escape>(?:(?<!\\)\\u[0-9a-fA-F]{4})+)"
    r"|(?P<quoted>(?:=[0-9A-F]{2}){2,})"
)


def find_encoded_text(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield a replacement for each code of a character; what is no such code stays.

    `&lt;` and `&gt;` stay: a text that shows them speaks of markup.
    """
    for found in _CODE.finditer(text):
        decoded = _decode(found)
        if decoded and drop_unstorable(decoded) == decoded:
            yield found.start(), found.end(), " " if decoded.isspace() else decoded


def _decode(found: re.Match[str]) -> str | None:
    """Return the characters that a code stands for; None where it stands for none."""
    try:
        if entity := found["entity"]:
            decoded = html.unescape(f"&{entity}")
            return decoded if decoded != f"&{entity}" and ";" not in decoded else None
        if escape := found["escape"]:
            return str(json.loads(f'"{escape}"'))
        return bytes.fromhex(found[0].replace("=", "")).decode("utf-8").replace("\n", " ")
    except ValueError:
        return None


RULE = Rule("encoded_text", 1, find_encoded_text, REPAIR)
