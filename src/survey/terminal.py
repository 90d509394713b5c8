"""The terminal, or notebook, that messages are read at: in which language, and what it can show."""

from __future__ import annotations

import io
import locale
import os
import re
import sys

_JAPANESE = re.compile(r"(?:ja(?![a-z])|japanese)", re.IGNORECASE)  # ja_JP.UTF-8, Japanese_Japan
_NONE = re.compile(r"(?:C|POSIX)(?:[.@]|$)")
LONGEST_SENTENCE = 1_000
"""Characters of a message that are shown."""
# Characters that steer a terminal or cannot be written to it, in a file name or a quotation.
_UNSEEN = re.compile("[\x00-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


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


def shown(told: str) -> str:
    """Return what is told as a terminal can show it: on one line, and not too long."""
    told = _UNSEEN.sub("\ufffd", told)
    return told if len(told) <= LONGEST_SENTENCE else f"{told[: LONGEST_SENTENCE - 1]}…"


def open_output() -> None:
    """Let what is told to a file or another program be the same bytes on every machine.

    Windows would print in the code page of the country, which has not every character, and end
    lines in its own way; so also the messages, which a log or a program keeps. Who names an encoding
    in PYTHONIOENCODING gets that; a terminal shows `?` for what it has not.
    """
    if os.environ.get("PYTHONIOENCODING"):
        return
    for told, unwritable in ((sys.stdout, "strict"), (sys.stderr, "backslashreplace")):
        if not isinstance(told, io.TextIOWrapper):
            continue
        if told.isatty():
            told.reconfigure(errors="replace")
        else:
            told.reconfigure(encoding="utf-8", errors=unwritable, newline="\n")


def _of_system() -> str:
    try:
        return locale.getlocale()[0] or "C"
    except ValueError:  # a locale that Python does not know
        return "C"
