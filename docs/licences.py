"""Writes `licences.csv`: every locked package with its licence, by what it says itself or was read.

Versions for other systems have the licence of the one that is installed here.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.utils import canonicalize_name

HERE = Path(__file__).parent
LIST = HERE / "licences.csv"
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def main() -> None:
    """Write the list beside this file.

    Raises
    ------
    KeyError
        If a package is neither installed nor read by a person.
    """
    read = tomllib.loads((HERE / "licences.toml").read_text("utf-8"))["read"]
    said = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--with-system", "--from=mixed", "--format=json"],
        check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    found = {canonicalize_name(one["Name"]): one["License"] for one in json.loads(said.stdout)}
    with LIST.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["package", "version", "licence", "told_by"])
        for name, version in LOCKED.findall((HERE.parent / "requirements.lock").read_text("utf-8")):
            by = "a person" if name in read else "the package"
            writer.writerow([name, version, read.get(name) or found[name], by])


if __name__ == "__main__":
    main()
