"""`launch`: read the secrets, put the environment together, hold it against the spec, become the application."""

import difflib
import json
import os
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast.host.configuration.managed import managed_secret, with_url
from holdfast.host.configuration.merge import ENVIRONMENT, Given, merge
from holdfast.host.configuration.needs import is_own, needed
from holdfast.host.configuration.references import SECRETS_VARIABLE, Reference, references, region_of
from holdfast.host.configuration.replace import command_problem
from holdfast.host.configuration.validate import validate
from holdfast.host.releases.identity import RELEASE_VARIABLE, Release
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.model.product import Product
from holdfast.model.record import record, replace
from holdfast.model.startup import TRANSIENT, Notice, NoticeKind, Place, Problem, ProblemKind
from holdfast.readers.spec import FILE_NAME, parse_spec, read_spec

if TYPE_CHECKING:
    from holdfast.host.configuration.contents import Contents
    from holdfast.host.configuration.last_good import LastGood

ENVIRONMENT_VARIABLE = "HOLDFAST_ENVIRONMENT"
STATE_VARIABLE = "HOLDFAST_STATE"
STATE_FOLDER = "/var/lib/holdfast"


@record(frozen=True, slots=True)
class Startup:
    """What a start came to: the application's command and variables, or the problems that keep it from starting."""

    command: tuple[str, ...]
    variables: Mapping[str, Given]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


@record(frozen=True, slots=True)
class _Read:
    """What the sources gave: variables by place, the places that could not be read, and why."""

    sources: tuple[tuple[Place, "Contents"], ...] = ()
    looked: tuple[Place, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()


def find_product(path: Path | None) -> Product:
    """The spec to launch by: the file, or the one in the folder; in the working folder when None.

    Raises:
        UsageError: there is none: without a spec nothing would be required, and nothing checked.
        SpecError: it is invalid.
        IncompleteError: it cannot be read.
    """
    folder = path or Path()
    if not folder.is_dir():
        return _spec_file(folder)
    spec = read_spec(folder)
    if not spec.given:
        raise _no_spec(folder / FILE_NAME)
    return spec.product


def choose_environment(product: Product, option: str | None, environ: Mapping[str, str]) -> str:
    """The environment's name: the option, else HOLDFAST_ENVIRONMENT, else the only one of the spec.

    Raises:
        UsageError: the spec does not know it, or none is named and the spec has several.
    """
    known = tuple(product.environments)
    named = option or environ.get(ENVIRONMENT_VARIABLE, "")
    where = "--environment" if option else ENVIRONMENT_VARIABLE
    if not named:
        if len(known) == 1:
            return known[0]
        raise UsageError(
            "which environment is this?", where=where, next_step=f"name one of the spec's: {', '.join(known) or 'none'}"
        )
    if named in known:
        return named
    near = difflib.get_close_matches(named, known, n=1)
    meant = f" (is {near[0]} meant?)" if near else ""
    raise UsageError(
        f"the spec has no environment of this name{meant}",
        where=where,
        next_step=f"name one of the spec's: {', '.join(known) or 'it has none; add [environments.production]'}",
    )


def prepare(
    product: Product,
    environment: str,
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    release: Release,
    now: float | None = None,
    keep: bool = True,
) -> Startup:
    """Everything up to the start itself; reads from AWS, and starts nothing.

    Args:
        product: the spec.
        environment: one of its environments.
        command: the command, word by word; may be empty when nothing shall be started.
        environ: the process environment.
        release: what runs here; handed on as HOLDFAST_RELEASE.
        now: seconds since 1970, for the age of the last good copy; the clock's when None.
        keep: whether what was read may be kept as the last good copy, where the spec allows one.
    """
    about = product.environments[environment]
    now = time.time() if now is None else now
    found, misnamed = references(
        parameters=about.parameters,
        secrets=about.secrets,
        from_environment=environ.get(SECRETS_VARIABLE, ""),
        region=region_of(product.region, environ),
    )
    password = managed_secret(environ)
    if password is not None:
        # The weakest: a team that goes another way to its database, such as through a pooler, says so in its secret.
        found = (password, *found)
    absent = _not_installed() if found else None
    store = None if absent else _store(product, environment, environ)
    read = _unread(found, absent) if absent else _read(found, product, store, now)
    own = {**environ, **_identity(environment, release, environ)}
    url, required = about.database.url_variable, product.service.variables
    sources = [(place, found.variables) for place, found in with_url(read.sources, password, environ, url)]
    unread = (*misnamed, *read.problems)
    ours = is_own(command)
    if ours:
        sources = [(place, needed(variables, url)) for place, variables in sources]
        required = tuple(one for one in required if one.name == url)
    merged = merge(own, sources)
    if ours and (url in merged.variables or about.database.engine != "postgresql"):
        # What else could not be read is the application's trouble.
        unread = ()
    unfit = command_problem(command, environ.get("PATH", os.defpath)) if command else None
    problems = (
        *unread,
        *validate(required, merged.variables, (ENVIRONMENT, *read.looked)),
        *([unfit] if unfit else []),
    )
    notices = (*read.notices, *merged.notices)
    if not problems and not read.problems and keep and store is not None and found and not read.notices:
        notices += _keep(store, found, read, now)
    return Startup(tuple(command), merged.variables, problems, notices)


def start(startup: Startup) -> Problem:
    """Become the application; gives a problem only when that cannot be done."""
    from holdfast.host.configuration.replace import become

    return become(startup.command, startup.variables)


def _spec_file(path: Path) -> Product:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _no_spec(path) from error
    except OSError as error:
        raise IncompleteError(
            "cannot be read", where=str(path), next_step=f"check its permissions ({error.strerror})"
        ) from error
    return parse_spec(data, where=str(path))


def _no_spec(path: Path) -> UsageError:
    return UsageError(
        "no spec here, so nothing could be checked before the start",
        where=str(path),
        next_step="start in the folder of holdfast.toml, or name it with --spec",
    )


def _identity(environment: str, release: Release, environ: Mapping[str, str]) -> dict[str, str]:
    """What the application learns about itself; a release that the deployment put into the environment stays."""
    given = {ENVIRONMENT_VARIABLE: environment}
    if release.commit and not environ.get(RELEASE_VARIABLE):
        given[RELEASE_VARIABLE] = json.dumps(release.as_dict())
    return given


def _store(product: Product, environment: str, environ: Mapping[str, str]) -> "LastGood | None":
    if not product.service.last_good_copy_hours:
        return None
    from holdfast.host.configuration.last_good import LastGood

    folder = Path(environ.get(STATE_VARIABLE) or STATE_FOLDER)
    return LastGood(folder, f"{product.name}-{environment}")


def _not_installed() -> Problem | None:
    """The first part of `holdfast[host]` that is not here."""
    names = [name for name in ("botocore", "cryptography") if find_spec(name) is None]
    return Problem(ProblemKind.NOT_INSTALLED, names[0]) if names else None


def _unread(found: Sequence[Reference], why: Problem) -> _Read:
    return _Read(looked=tuple(replace(one.place, unread=True) for one in found), problems=(why,))


def _read(found: Sequence[Reference], product: Product, store: "LastGood | None", now: float) -> _Read:
    if not found:
        return _Read()
    from holdfast.host.configuration.fetch import fetch

    answers = fetch(found, home_region=product.region)
    problems: list[Problem] = []
    notices: list[Notice] = []
    if store is not None and any(_passes_by_itself(one) for one in answers.values()):
        answers, notices, problems = _with_copy(answers, store, product.service.last_good_copy_hours, now)
    for contents in answers.values():
        problems += [problem for problem in contents.problems if problem not in problems]
    return _Read(
        sources=tuple((one.place, answers[one]) for one in found),
        looked=tuple(
            replace(one.place, unread=not answers[one].variables and bool(answers[one].problems)) for one in found
        ),
        problems=tuple(problems),
        notices=tuple(notices),
    )


def _passes_by_itself(contents: "Contents") -> bool:
    return any(problem.kind in TRANSIENT for problem in contents.problems)


def _with_copy(
    answers: "dict[Reference, Contents]", store: "LastGood", allowed_hours: float, now: float
) -> "tuple[dict[Reference, Contents], list[Notice], list[Problem]]":
    """The answers with those that pass by themselves taken from the last good copy, where there is a good one."""
    from holdfast.host.configuration.contents import Contents

    copy = store.load()
    if copy is None:
        return answers, [], []
    if isinstance(copy, Problem):
        return answers, [], [copy]
    age = copy.age_hours(now)
    hours = {"age": f"{age:.1f}", "allowed": f"{allowed_hours:g}"}
    if age > allowed_hours:
        return answers, [], [Problem(ProblemKind.COPY_TOO_OLD, str(store.copy_file), (store.place(),), hours)]
    filled = dict(answers)
    notices: list[Notice] = []
    for reference, contents in answers.items():
        if reference.id in copy.sources and _passes_by_itself(contents):
            filled[reference] = Contents(copy.sources[reference.id])
            why = {"reason": contents.problems[0].kind.value, **hours}
            notices.append(Notice(NoticeKind.COPY_USED, reference.name, (reference.place,), why))
    return filled, notices, []


def _keep(store: "LastGood", found: Sequence[Reference], read: _Read, now: float) -> tuple[Notice, ...]:
    from holdfast.host.configuration.last_good import Copy

    sources = {one.id: contents.variables for one, (_, contents) in zip(found, read.sources, strict=True)}
    try:
        store.keep(Copy(now, sources))
    except OSError as error:
        reason = {"reason": error.strerror or "not private to this user"}
        return (Notice(NoticeKind.COPY_NOT_KEPT, str(store.copy_file), (store.place(),), reason),)
    return ()
