"""What the command prints where it is redirected: Windows has a code page and line ends of its own."""

from __future__ import annotations

import io
import sys

import pytest
import typer

from survey.cli import app
from survey.terminal import open_output


class Terminal(io.TextIOWrapper):
    """A stream that says that somebody reads it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_encoding_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)


@pytest.mark.parametrize("code_page", ["cp932", "cp1252"])
def test_what_is_printed_into_a_file_is_utf8_with_line_ends_of_the_data(
    code_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.BytesIO()
    redirected = io.TextIOWrapper(printed, encoding=code_page, newline="\r\n")
    monkeypatch.setattr(sys, "stdout", redirected)
    app(["similar", "--case", "nga2020-ai-087", "--format", "csv"], standalone_mode=False)
    redirected.flush()
    content = printed.getvalue()
    assert b"\r" not in content
    assert "通勤手当" in content.decode("utf-8")


@pytest.mark.parametrize("code_page", ["cp932", "cp1252"])
def test_messages_into_a_log_are_utf8_with_line_ends_of_the_data(
    code_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = io.BytesIO()
    log = io.TextIOWrapper(printed, encoding=code_page, newline="\r\n", errors="backslashreplace")
    monkeypatch.setattr(sys, "stderr", log)
    open_output()
    typer.echo("lines 42–55 \udc80 通勤手当", err=True)
    log.flush()
    assert printed.getvalue() == "lines 42–55 \\udc80 通勤手当\n".encode()


def test_a_terminal_shows_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Terminal(printed, encoding="cp932"))
    open_output()
    typer.echo("0.31–0.44 通勤手当")
    assert printed.getvalue().decode("cp932").strip() == "0.31?0.44 通勤手当"


def test_who_names_an_encoding_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "cp932")
    redirected = io.TextIOWrapper(io.BytesIO(), encoding="cp932")
    monkeypatch.setattr(sys, "stdout", redirected)
    open_output()
    assert redirected.encoding == "cp932"
