"""Becoming the application: finds the command, and replaces this process with it."""

import errno
import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from holdfast.host.configuration.merge import ENVIRONMENT, Given
from holdfast.model.startup import Place, PlaceKind, Problem, ProblemKind


def command_problem(command: Sequence[str], path: str) -> Problem | None:
    """What keeps the command's program from being found on `path` (the value of PATH) and run; None when nothing."""
    program = command[0]
    place = (Place(PlaceKind.COMMAND, program),)
    if shutil.which(program, path=path):
        return None
    if shutil.which(program, mode=os.F_OK, path=path):
        return Problem(ProblemKind.COMMAND_NOT_EXECUTABLE, program, place)
    return Problem(ProblemKind.COMMAND_NOT_FOUND, program, place)


def become(command: Sequence[str], variables: Mapping[str, Given]) -> Problem:
    """Replace this process with the command; its signals and exit status are its own from here on.

    Values from the process environment go on byte for byte; those of secrets are passed as UTF-8, whatever the
    locale. No shell is involved.

    Returns:
        Only when it could not be done, and then why.
    """
    environment = {
        os.fsencode(name): os.fsencode(text) if given.place == ENVIRONMENT else text.encode()
        for name, given in variables.items()
        for text in [given.value.get_secret_value()]
    }
    for stream in filter(None, (sys.stdout, sys.stderr)):  # either is None when the process was given none
        with suppress(OSError):
            stream.flush()
    # Python ignores these two for itself, and what is ignored stays so for the program that takes over.
    before = {number: signal.signal(number, signal.SIG_DFL) for number in (signal.SIGPIPE, signal.SIGXFSZ)}
    try:
        os.execvpe(command[0], list(command), environment)  # noqa: S606 - no shell is the point
    except OSError as error:
        # This process goes on: a reader of its output that goes away must not kill it.
        for number, handler in before.items():
            signal.signal(number, handler)
        return _refused(command[0], error)


def _refused(program: str, error: OSError) -> Problem:
    place = (Place(PlaceKind.COMMAND, program),)
    if error.errno == errno.E2BIG:
        return Problem(ProblemKind.ENVIRONMENT_TOO_BIG, program, place)
    if error.errno == errno.ENOENT:
        return Problem(ProblemKind.COMMAND_NOT_FOUND, program, place)
    return Problem(ProblemKind.COMMAND_NOT_EXECUTABLE, program, place)
