"""Secrets as Ravny writes them, for detect-secrets beside its own list."""

import re

from detect_secrets.plugins.base import RegexBasedDetector


class RavnyKeyDetector(RegexBasedDetector):
    """A file that is a key, and the identity that opens a backup."""

    secret_type = "Ravny key"
    denylist = (
        re.compile(r"^\s*([0-9a-f]{64})\s*$"),
        re.compile(r"(AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{20,})"),
    )
