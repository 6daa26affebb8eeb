"""What Dockerfiles and compose files say."""

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.environments import DEVELOPMENT, PRODUCTION, TEST
from holdfast.model.evidence import MAX_LINES, EvidenceKind
from holdfast.model.facts import (
    BuiltInSecret,
    ConfigurationLoader,
    Database,
    DeveloperMode,
    ExposedSecret,
    Fact,
    HealthProbe,
    Placement,
    ReleaseIdentity,
    ScriptFault,
    StandingName,
    SwitchedOff,
)
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.pipelines import is_pipeline
from holdfast.model.record import replace
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading, Snippet, Tree
from holdfast.readers.repository.compose.called import is_compose
from holdfast.readers.repository.compose.laid_over import laid_over
from holdfast.readers.repository.compose.piped import started_by_pipelines, started_for_production
from holdfast.readers.repository.compose.services import compose_facts, holds_application
from holdfast.readers.repository.compose.together import run_beside, runs_pipelines
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_built_in, is_exposed, properties_in
from holdfast.readers.repository.configuration.modes import is_for_developers, is_switched_off, starts_for_developers
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret
from holdfast.readers.repository.configuration.platform_settings import switched_by
from holdfast.readers.repository.configuration.variables import file_in
from holdfast.readers.repository.containers.builds import build_faults
from holdfast.readers.repository.containers.checks import passes_anyway
from holdfast.readers.repository.containers.reader import may_compose
from holdfast.readers.repository.guides.page.markup import as_markdown
from holdfast.readers.repository.shell.releases.entry import hazards
from holdfast.readers.repository.shell.releases.tasks import start_is_for_developers
from holdfast.readers.repository.shell.steps.purposes import split_url
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.stencils import is_copied, is_stencil, own_name, plain
from holdfast.readers.repository.whole.cloned_tools import CLONES_TOOL

_SERVICES = regex(r"^services:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n){0,9}[ \t]+[\w.\"'-]{1,60}:", re.MULTILINE)
_STARTED_FROM = regex(r"^[ \t]+(?:image|build):", re.MULTILINE)
"""Compose files that are called after the product or the stage that they are for, as Cookiecutter's for Django are."""

_WRITTEN = frozenset({EvidenceKind.DECLARED, EvidenceKind.CODED})
_LOCAL = regex(r"\.(?:dev|local|test)|\.devcontainer|(?:^|/)(?:examples?|tests?)/")
_INSTRUCTION = regex(r"^\s*(HEALTHCHECK|ENV|ARG|LABEL|FROM)\s+(\S.*)$", re.IGNORECASE)
_FROM = regex(r"^\s*FROM\s", re.IGNORECASE)
_COPY = regex(r"^\s*(?:COPY|ADD)\s+(?P<words>\S.*)$", re.IGNORECASE)
_LIVE = r"(?:prod(?:uction)?|live|real|server|docker|stag(?:e|ing))"
_SETTINGS_FILE = regex(rf"(?:^|/)(?:\.env(?:\.{_LIVE})?|\.?{_LIVE}\.env|env\.{_LIVE}|config/master\.key)$")
_STATIC = regex(r"^\s*FROM\s+(?:--\S+\s+)*\S*(?:nginx|httpd|caddy)", re.IGNORECASE)
_IDENTITY = regex(
    r"\b(?:GIT_|APP_|COMMIT_|BUILD_|SOURCE_|VCS_)*(?:SHA1?|COMMIT|REVISION|REF|GIT_HASH|RELEASE)\b|image\.revision",
    re.IGNORECASE,
)
_PAIR = regex(r"([A-Za-z_][\w.-]*)=(\"[^\"\n]*\"|'[^'\n]*'|\S*)")
_SPACED = regex(r"^([A-Za-z_]\w*)\s+(\S+)\s*$")
_REFERENCE = regex(r"\$\{?(\w+)(?::?-[^}]*)?\}?")
_URL = regex(rf"(?:https?://)?{OWN_MACHINE}" + r"(?::[\d${}\w-]{1,20})?(?:/[\w./${}-]*)?")


def read(snippet: Snippet) -> Iterable[Reading]:
    """One file, or text, by itself."""
    snippet = plain(snippet)
    if is_compose(snippet.path):
        return compose_facts(snippet)
    if "services:" in snippet.text and _SERVICES.search(snippet.text):
        # What a script writes down is for the host that it runs on; what a guide shows may be for anybody.
        written = snippet.kind in _WRITTEN
        return compose_facts(snippet, started=written) if _STARTED_FROM.search(snippet.text) else ()
    return () if may_compose(snippet.path) else _dockerfile(snippet)


def _dockerfile(snippet: Snippet) -> Iterator[Fact]:
    if _LOCAL.search(snippet.path.lower()) or snippet.environment in (DEVELOPMENT, TEST):
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    built = list(_built_in(snippet.rows))
    if built:
        first, last = built[0][0], built[-1][1]
        at = snippet.at(first, min(last, first + MAX_LINES - 1))
        yield BuiltInSecret(**said, at=at, names=tuple(dict.fromkeys(name for _, _, name in built)))
    yield from (BuiltInSecret(**said, at=snippet.at(*lines)) for lines in _copied_settings(snippet.rows))
    yield from _start_faults(snippet, said)
    yield from build_faults(snippet, _instructions(snippet.rows), said)
    for start, end, name, value in _kept(snippet.rows):
        yield from _of_variable(snippet, {**said, "at": snippet.at(start, end)}, name, value)
    for start, end, text in _instructions(snippet.rows):
        if _CLONES.match(text[:4_000]) and not _NO_MOVING_PART.search(text[:4_000]):
            yield StandingName(**said, at=snippet.at(start, end), name=snippet.path, identity="none", alone=True)
        match = _INSTRUCTION.match(text[:4_000])
        if match is None or match[1].upper() == "ENV":
            yield from _properties(snippet, start, text, said)
        if match is not None:
            yield from _instruction(match[1].upper(), match[2], {**said, "at": snippet.at(start, end)})


def _of_variable(snippet: Snippet, there: dict[str, Any], name: str, value: str) -> Iterator[Fact]:
    """What one variable of the last stage says of the program that it is for."""
    given = value.strip("\"'")
    yield from switched_by(there, name, given)
    if found := file_in(name, given):
        # Whoever starts the image may hand in another one: what is said of that comes first.
        yield Database(**there, engine=found[0], placement=Placement.EMBEDDED)
    if is_for_developers(name, given):
        yield DeveloperMode(**there, to=snippet.path, name=name)
    elif is_switched_off(name, given):
        yield SwitchedOff(**there, to=snippet.path, name=name)
    taken = is_placeholder(given) and _TAKEN.search(given) and not _FOR_BUILDS.search(given)
    if is_secret(name) and (taken or _BLANK.fullmatch(given)):
        yield ConfigurationLoader(**there, source="file", missing="default", names=(name,))


_CLONES = regex(r"(?i)^\s*RUN\s.{0,400}\bgit clone\b")
_NO_MOVING_PART = regex(
    r"(?:--branch|-b)[ =]\S*\d+\.\d|\bgit (?:-C \S+ )?(?:checkout|reset --hard)\b|\b(?:c?make|ninja|meson)\b"
    r"|\./(?:configure|autogen)"
    rf"|{CLONES_TOOL}"
)
"""It names what it takes, or builds a tool: everything else is a part of the product as its branch stands that day."""

_TAKEN = regex(r"(?i)change|default|secret|passw|admin|root|insecure|your|key|dev|1234|qwer|postgres|mysql")
_FOR_BUILDS = regex(r"(?i)[$<>{}]|dummy|fake|placeholder|build|precompile|not[-_ ]?used|unused|temp|^https?:")
"""What an image is given so that its build gets by, and what another value takes the place of."""

_BLANK = regex(r"(?i)undefined|unset|null|none|not[-_ ]?set|missing|to-?do|tbd|fixme|x{3,}|\?{2,}")
"""Words for nothing: whatever takes the variable takes them for its value."""

_SETS = regex(r"^\s*(?:ENV|CMD|ENTRYPOINT)\s", re.IGNORECASE)


def _properties(snippet: Snippet, start: int, text: str, said: dict[str, Any]) -> Iterator[ExposedSecret]:
    """Secrets among what an image has its program started with."""
    for name, value in properties_in(text) if _SETS.match(text[:400]) else ():
        rows = enumerate(snippet.rows[start - 1 : start + MAX_LINES], start=start)
        at = covered(snippet.at(next((number for number, row in rows if value in row), start)), value)
        yield ExposedSecret(**said, at=at, name=name, form=form_of(name, value))


_RUNS = regex(r"^\s*(?P<word>CMD|ENTRYPOINT)\s+(?P<rest>\S.*)$", re.IGNORECASE)


def _start_faults(snippet: Snippet, said: dict[str, Any]) -> Iterator[ScriptFault | DeveloperMode]:
    """How a container of the last stage starts: what becomes of the schema each time, and for whom it runs."""
    found = _program(snippet)
    if found is not None:
        if name := starts_for_developers(found[2]):
            yield DeveloperMode(**said, at=snippet.at(found[0], found[1]), to=snippet.path, name=name)
        commands, at = parse(found[2]).commands, snippet.at(found[0], found[1])
        for hazard in hazards(commands):
            told = redact(hazard.command.text)[:160]
            yield ScriptFault(**said, at=at, activity=hazard.activity, form=hazard.form, command=told)
        served = next((one for one in commands if is_development_server(one.text)), None)
        if served is not None:
            told = redact(served.text)[:160]
            yield ScriptFault(**said, at=at, activity="start", form="development-server", command=told)


def _program(snippet: Snippet) -> tuple[int, int, str] | None:
    """What a container of the last stage runs, and the lines that say so."""
    found: tuple[int, int, str] | None = None
    for start, end, text in _instructions(snippet.rows):
        if _FROM.match(text[:400]):
            found = None
        elif match := _RUNS.match(text[:4_000]):
            # Arguments alone start nothing; where both are told, the program is the entry point's.
            found = (start, end, _line_of(match["rest"])) if found is None or match["word"].upper() == "CMD" else found
    return found


_NPM_START = regex(r"^(?:npm|yarn|pnpm|bun) (?:run )?start$")


def _started_by_package(snippet: Snippet, tree: Tree) -> Iterator[ScriptFault]:
    """An image that runs `npm start`, which by the package beside it is a development server."""
    found = None if is_compose(snippet.path) or may_compose(snippet.path) else _program(snippet)
    folder = snippet.path.rpartition("/")[0]
    local = _LOCAL.search(snippet.path.lower()) or snippet.environment in (DEVELOPMENT, TEST)
    if local or found is None or not _NPM_START.match(found[2].strip()) or not start_is_for_developers(tree, folder):
        return
    said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
    at = snippet.at(found[0], found[1])
    yield ScriptFault(**said, at=at, activity="start", form="development-server", command=found[2].strip())


def _line_of(rest: str) -> str:
    """The words of a list, or a line for the shell."""
    try:
        words = json.loads(rest) if rest.startswith("[") else rest
    except ValueError:
        return rest
    return shlex.join(map(str, words)) if isinstance(words, list) else rest


def _built_in(rows: list[str]) -> Iterator[tuple[int, int, str]]:
    """First line, last line and name of each secret that the last stage keeps in a variable; ARG alone ends with it."""
    arguments: set[str] = set()
    found: list[tuple[int, int, str]] = []
    for start, end, text in _instructions(rows):
        match = _INSTRUCTION.match(text[:4_000])
        word = match[1].upper() if match else ""
        if match is None or word not in ("FROM", "ARG", "ENV"):
            continue
        if word == "FROM":
            found = []
        elif word == "ARG":
            arguments.update(part.partition("=")[0] for part in match[2].split())
        else:
            pairs = _PAIR.findall(match[2]) or _SPACED.findall(match[2])
            given = [(name, _REFERENCE.fullmatch(value.strip("\"'"))) for name, value in pairs]
            found += [(start, end, name) for name, of in given if of and of[1] in arguments and is_built_in(name)]
    yield from found


def _kept(rows: list[str]) -> Iterator[tuple[int, int, str, str]]:
    """First line, last line, name and value of each variable of the last stage: what only builds needs none to run."""
    found: list[tuple[int, int, str, str]] = []
    for start, end, text in _instructions(rows):
        match = _INSTRUCTION.match(text[:4_000])
        word = match[1].upper() if match else ""
        if word == "FROM":
            found = []
        elif match is not None and word == "ENV":
            pairs = _PAIR.findall(match[2]) or _SPACED.findall(match[2])
            found += [(start, end, name, value) for name, value in pairs]
    yield from found


def _copied_settings(rows: list[str]) -> list[tuple[int, int]]:
    """The lines that put a file of settings into the last stage; what serves only files hands it to nobody."""
    found: list[tuple[int, int]] = []
    served = True
    for start, end, text in _instructions(rows):
        if _FROM.match(text[:400]):
            found, served = [], _STATIC.match(text[:400]) is None
        copied = _COPY.match(text[:4_000])
        words = [word for word in copied["words"].split() if not word.startswith("--")] if copied else []
        if served and any(_SETTINGS_FILE.search(word.strip("[],\"'")) for word in words[:-1]):
            found.append((start, end))
    return found


def _instruction(word: str, rest: str, said: dict[str, Any]) -> Iterator[Fact]:
    if word == "HEALTHCHECK" and not rest.upper().startswith("NONE"):
        url = _URL.search(rest)
        path, port = split_url(url[0]) if url else (None, None)
        asked = _line_of(_ASKED.sub("", rest, count=1))
        yield HealthProbe(**said, asker="container", path=path, port=port, decides=not passes_anyway(asked))
    elif word in ("ARG", "LABEL") and _IDENTITY.search(rest.partition("=")[0] if word == "ARG" else rest):
        shown = "image-label" if word == "LABEL" else "environment"
        yield ReleaseIdentity(**said, shown_in=shown, source="commit")
    elif word in ("ENV", "ARG"):
        # Two words behind ARG are two names.
        pairs = _PAIR.findall(rest) or (_SPACED.findall(rest) if word == "ENV" else [])
        yield from (ExposedSecret(**said, name=n, form=form_of(n, v)) for n, v in pairs if is_exposed(n, v))


_ASKED = regex(r"^(?:--\S+\s+)*CMD\s+", re.IGNORECASE)


def _instructions(rows: list[str]) -> Iterator[tuple[int, int, str]]:
    """First line, last line and text of each instruction, its continued lines joined."""
    start, parts = 0, list[str]()
    for number, row in enumerate(rows, start=1):
        if row.lstrip().startswith("#"):
            continue
        if not parts:
            start = number
        if row.rstrip().endswith("\\") and len(parts) < 200:
            parts.append(row.rstrip()[:-1])
            continue
        yield start, number, " ".join((*parts, row.strip()))
        parts = []


_STARTS_THERE = regex(
    r"(?i)(?:user[-_]?data|cloud[-_]?init|deploy|ec2|bootstrap|set[-_]?up|server)[^/]*\.(?:sh|tpl|tftpl)$|\.tf$"
    r"|(?:deploy|ec2|lightsail|production|hosting|aws|배포|서버|운영|デプロイ|サーバ|本番)[^/]*\.(?:md|rst|adoc)$"
    r"|(?:^|/)readme[^/]*\.(?:md|rst|adoc)$"
)
_ON_HOST = regex(r"\b(?:ubuntu|ec2-user|admin|bitnami)@|/etc/(?:nginx|systemd)/|\bssh -i\b")
_HEADINGS = regex(r"^#{1,6} .{1,200}", re.MULTILINE)
_OF_SERVERS = regex(r"(?i)\b(?:deploy\w*|ec2|lightsail|aws|servers?|production)\b|배포|서버|운영|デプロイ|サーバ|本番")
_AT_HOME = regex(r"(?i)\b(?:local(?:ly)?|dev(?:elopment)?|tests?(?:ing)?)\b|로컬|개발|ローカル|開発")
_UP = regex(
    r"(?m)^[^#\n]{0,300}\b(?:docker-compose|docker compose)(?= )(?! +(?:-f|--file)\b)"
    r"[^\n#]{0,80} up\b[^\n#]{0,80} (?:-d|--detach)\b"
)
_OVER_THERE = regex(r"\bssh\b|\bssh-action\b|\bssm\b|send-command")


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """Each file by itself; of a compose file that has no other beside it, a server may start just this one."""
    snippets = tuple(plain(one) for one in snippets if not (is_copied(one.path) and own_name(one.path) in tree.known))
    composed = [one for one in snippets if is_compose(one.path)]
    alone = composed[0] if len(composed) == 1 and _PLAIN.search(composed[0].path) else None
    beside = run_beside(tree, composed)
    piped = started_by_pipelines(tree, (one.path for one in composed if holds_application(one)))
    productions = started_for_production(tree, (one.path for one in composed))
    pipelines = runs_pipelines(tree, (one for one in composed if not holds_application(one)))
    over = laid_over(tree, composed)
    apart = any(_PRODUCTIONS.search(path) for path in tree.paths)
    # Beside an application that the host runs without a compose file, nothing else says for whom a file serves.
    serves = PRODUCTION if beside and not any(map(holds_application, composed)) else None
    for snippet in snippets:
        started = snippet.path in beside | piped | pipelines | productions or (snippet is alone and _is_started(tree))
        # What a tool fills in, it puts on a host.
        started = started or (is_stencil(snippet.path) and is_compose(snippet.path))
        if started or snippet.path in over:
            served = serves if snippet.path in beside else PRODUCTION if snippet.path in pipelines else None
            served = PRODUCTION if snippet.path in productions else snippet.environment or served
            told = replace(snippet, environment=served)
            yield from compose_facts(told, started=started, upper=over.get(snippet.path))
        else:
            readings = (*read(snippet), *_started_by_package(snippet, tree))
            yield from (one for one in readings if not (apart and _is_developers(one)))


_PRODUCTIONS = regex(r"(?i)(?:^|/)(?:[^/]*dockerfile[^/]*prod[^/]*|[^/]*prod[^/]*dockerfile)$")


def _is_developers(reading: Reading) -> bool:
    """Where production's image has a file of its own, what the others start so serves developers."""
    return isinstance(reading, ScriptFault) and reading.form == "development-server"


_PLAIN = regex(r"^(?:docker-)?compose\.ya?ml$")
"""At the top, and called after no stage: whoever names no file starts this one."""


def _is_started(tree: Tree) -> bool:
    texts = ((path, tree.open_text(path)) for path in tree.paths if is_pipeline(path) or _STARTS_THERE.search(path))
    return any(isinstance(text, str) and "compose" in text and _starts(path, text) for path, text in texts)


def _starts(path: str, text: str) -> bool:
    if path.endswith((".md", ".rst", ".adoc")):
        text = as_markdown(path, text)
        introduces = path.rpartition("/")[2].lower().startswith("readme")
        there = (_is_for_hosts(started, introduces=introduces) for started in _UP.finditer(text))
        return _ON_HOST.search(text) is not None and any(there)
    return _UP.search(text) is not None and (not is_pipeline(path) or _OVER_THERE.search(text) is not None)


def _is_for_hosts(started: re.Match[str], *, introduces: bool) -> bool:
    """The heading above it does not speak of a developer's own machine; in an introduction one speaks of servers."""
    above = _HEADINGS.findall(started.string, 0, started.start())
    if any(map(_AT_HOME.search, above[-1:])):
        return False
    return not introduces or any(map(_OF_SERVERS.search, above[-2:]))
