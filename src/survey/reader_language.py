"""Whether who sits at the terminal or the notebook reads Japanese, as the locale says."""

from __future__ import annotations

import locale
import os
import re

_JAPANESE = re.compile(r"(?:ja(?![a-z])|japanese)", re.IGNORECASE)  # ja_JP.UTF-8, Japanese_Japan
_NONE = re.compile(r"(?:C|POSIX)(?:[.@]|$)")


def is_japanese() -> bool:
    """Tell whether messages are to be in Japanese.

    The first of LC_ALL, LC_MESSAGES and LANG that is set decides, and before it LANGUAGE, as in GNU
    programs, unless it is the locale C; where none of them is set, as on Windows, the system does.
    """
    given = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    if given is None:
        given = _of_system()
    if not _NONE.match(given):
        given = os.environ.get("LANGUAGE", "").split(":")[0] or given
    return _JAPANESE.match(given) is not None


def _of_system() -> str:
    try:
        return locale.getlocale()[0] or "C"
    except ValueError:  # a locale that Python does not know
        return "C"
