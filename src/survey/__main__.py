"""`python -m survey`, the same as the command `survey`."""

from survey.cli import app

app(prog_name="survey")
