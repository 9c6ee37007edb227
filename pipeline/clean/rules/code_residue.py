"""Lines that are no text: shortcodes of editors, scripts of advertisements, encoded blobs."""

import re

from pipeline.clean.rule import Rule, lines_that

_RESIDUE = re.compile(
    r"^\s*(?:"
    r"\[/?(?:caption|embed|gallery|video|audio|vc_\w+|et_pb_\w+|ad_?\w*|contact-form[\w-]*|playlist|wp_ad\w*)"
    r"(?: [^\]]*)?\]"
    r"|\(adsbygoogle\s*=.*|googletag\.(?:cmd|display|pubads).*|window\.(?:_taboola|dataLayer|googletag)\b.*"
    r"|(?:!function|\(function)\s*\(.*\)\s*;?|document\.(?:write|getElementById)\(.*\)\s*;?"
    r"|\{\{[^{}]*\}\}|<(?:iframe|script|ins|amp-\w+)\b[^>]*>.*"
    r"|(?=[^\s]*[0-9])(?=[^\s]*[a-z])(?=[^\s]*[A-Z])[A-Za-z0-9+/_-]{80,}={0,2}"
    r")\s*$"
)


def is_code_residue(line: str) -> bool:
    """Tell whether `line` is such residue and nothing else."""
    return bool(_RESIDUE.match(line))


RULE = Rule("code_residue", 1, lines_that(is_code_residue))
