"""Jenkinsfiles, as far as their stages and the shell in them go; Groovy around it is not understood."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice, zip_longest

from holdfast.model.environments import environment_of
from holdfast.model.facts import Credential, CredentialForm, Deployment, ExposedSecret, Fact, Login, ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.model.secret_shapes import HOOK
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed, lets_post, looks_random
from holdfast.readers.repository.pipelines import clocks
from holdfast.readers.repository.pipelines.groovy import closed
from holdfast.readers.repository.pipelines.jenkins_asks import questions
from holdfast.readers.repository.pipelines.jenkins_parameters import latest_unless_told
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import Job, Shell, Step

_MOST_STAGES = 50
_MOST_SHELLS = 50  # of one stage; hand-written ones have a few
_STAGE = regex(r"^[ \t]*stage\s*\(\s*['\"](?P<name>[^'\"\n]{1,120})['\"]", re.MULTILINE)
_WHOLE = r"'''(?P<one>(?:[^']|'(?!''))*)'''|\"\"\"(?P<two>(?:[^\"]|\"(?!\"\"))*)\"\"\""
"""Texts of several lines, as Groovy writes them."""
_SHELL = regex(
    r"(?:\b(?:sh|(?P<windows>bat|powershell|pwsh))\b[ \t]{0,8}\(?[ \t]{0,8}(?:script:[ \t]{0,8})?"
    r"|(?P<remote>\bexecCommand:|\bsshCommand\b[^'\"\n]{0,200}\bcommand:)[ \t]{0,8})"
    rf"(?:{_WHOLE}"
    r"|'(?P<three>(?:[^'\\\n]|\\.)*)'|\"(?P<four>(?:[^\"\\\n]|\\.)*)\")"
)
_QUOTED = ("one", "two", "three", "four")
_HELD = regex(rf"\b(?P<name>[A-Za-z_]\w{{0,60}})[ \t]*=[ \t]*(?:{_WHOLE})")
"""A whole script that a variable holds."""
_REACHES_HOST = regex(r"\bssh(?:Command)?\b|\bssm[ \t]+send-command\b")
_MOST_SETTINGS = 100
_SET = regex(
    r"(?:^[ \t]*|\benvironment[ \t]*\{[ \t]*)(?:def[ \t]+|env\.)?(?P<name>[A-Za-z_]\w{0,60})[ \t]*=[ \t]*"
    r"(?:(?P<quote>['\"])(?P<text>[^'\"\n]{0,300})(?P=quote)|(?P<number>[\d.]{1,20})(?=[ \t]*(?://|$))"
    r"|sh[ \t]*\([^'\"\n]{0,80}['\"](?P<command>[^'\"\n]{1,200})['\"])",
    re.MULTILINE,
)
_COMMENT = regex(r"^[ \t]*//[^\n]*$", re.MULTILINE)
_AGENT = regex(
    r"\bsshagent\s*\(|\bsshUserPrivateKey\s*\(|\bsshPublisher\s*\(|\bsshCommand\b|\bsshPut\b"
    r"|\b\w{0,40}(?:SSH_?(?:PRIVATE_?)?KEY|PEM)\w{0,20}[ \t]*=[ \t]*credentials\s*\("
)
_PUBLISHES = regex(r"\bsshPublisher\s*\(|\bsshCommand\b")
_KEYS = regex(
    r"AmazonWebServicesCredentialsBinding|\bwithAWS\s*\(\s*[^)\n]*credentials|AWS_ACCESS_KEY_ID\s*=\s*credentials"
)
_DEPLOYS = regex(
    r"deploy|release|배포|デプロイ|起動"
    r"|^(?!.*(?:test|테스트)).*(?:\b(?:(?:re)?start|launch|compose up)\b|기동|재시작|서버 ?실행)",
    re.IGNORECASE,
)


def jobs(snippet: Snippet) -> Iterator[Job]:
    """One job per stage, each needing those before it; Jenkins mostly runs on a machine of the team's own."""
    text = _COMMENT.sub("", snippet.text)
    stages = list(islice(_STAGE.finditer(text), _MOST_STAGES))
    before: list[str] = []
    settings = dict(_settings(text))
    schedule = clocks.of_jenkins(text)
    for stage, following in zip_longest(stages, stages[1:]):
        end = following.start() if following else len(text)
        first = text.count("\n", 0, stage.start("name")) + 1
        name = stage["name"]
        steps = tuple(_steps(text, stage.end(), end, settings))
        node = Node({}, first, text.count("\n", 0, end) + 1, first)
        yield Job(
            name=name,
            node=node,
            steps=steps,
            environment=environment_of(name) or snippet.environment,
            needs=tuple(before),
            settings=settings,
            self_hosted=bool(_DEPLOYS.search(name)),
            schedule=schedule,
            whole=name,
        )
        before.append(name)


def _settings(text: str) -> Iterator[tuple[str, str]]:
    """The variables that are set to a text, or to what a command prints."""
    for match in islice(_SET.finditer(text), _MOST_SETTINGS):
        told = match["text"] if match["text"] is not None else match["number"]
        value = told if told is not None else f"$({match['command']})"
        yield match["name"], _as_shell(value)


def _as_shell(text: str) -> str:
    """Groovy's variables as the shell's."""
    return text.replace("${env.", "${").replace("${params.", "${")


def _steps(text: str, start: int, end: int, settings: Mapping[str, str]) -> Iterator[Step]:
    found = list(islice(filter(_is_read, _SHELL.finditer(text, start, end)), _MOST_SHELLS))
    told = (match for match in islice(_HELD.finditer(text, start, end), _MOST_SHELLS) if _goes_away(match, text, end))
    for match in sorted((*found, *told), key=lambda one: one.start()):
        groups = match.groupdict()
        group = next(name for name in _QUOTED if groups.get(name) is not None)
        line = text.count("\n", 0, match.start(group)) + 1
        script = match[group]
        if group in ("two", "four"):
            script = _as_shell(_with_commands(script, settings).replace('\\"', '"').replace("\\$", "$"))
        script += _joined(text, match.end(group) + 1)
        script = script.replace("\\\\\n", "\\\n")  # a row that goes on, as Groovy writes it
        node = Node({}, text.count("\n", 0, match.start()) + 1, line + script.rstrip().count("\n"))
        remote = "name" in groups or groups["remote"] is not None
        shell = Shell(script, line, errexit=not remote, remote=remote)
        yield Step(node=node, name=redact(script.strip().partition("\n")[0])[:60], shells=(shell,))


def _is_read(match: re.Match[str]) -> bool:
    """Shell, and of what Windows runs the steps that go on to a host."""
    return match["windows"] is None or any(_REACHES_HOST.search(match[name] or "") for name in _QUOTED)


def _goes_away(held: re.Match[str], text: str, end: int) -> bool:
    """What comes behind it in the stage hands the variable to a host: in the words of `ssh`, or in a file for it."""
    behind = text[held.end() : end]
    used = re.search(rf"\$\{{?{held['name']}\b|\b(?:text|command|script):[ \t]*{held['name']}\b", behind)
    return used is not None and _REACHES_HOST.search(behind) is not None


_PIECE = regex(
    r"\s{0,40}\+\s{0,40}(?:'(?P<plain>(?:[^'\\\n]|\\.){0,2000})'|\"(?P<filled>(?:[^\"\\\n]|\\.){0,2000})\""
    r"|(?P<name>[A-Za-z_]\w{0,60}(?:\.\w{1,60})?)(?![\w.(]))"
)
_MOST_PIECES = 30


def _joined(text: str, end: int) -> str:
    """What Groovy puts behind a text that ends there, piece by piece: `'ssh ' + HOST + ' restart'`."""
    pieces: list[str] = []
    while len(pieces) < _MOST_PIECES and (piece := _PIECE.match(text, end)):
        named = piece["name"]
        told = piece["plain"] if piece["plain"] is not None else piece["filled"]
        pieces.append(f"${{{named.rpartition('.')[2]}}}" if named else _as_shell(told or "").replace('\\"', '"'))
        end = piece.end()
    return "".join(pieces)


_HOLE = regex(r"(?<!\\)\$\{?(?P<name>[A-Za-z_]\w*)\}?")


def _with_commands(script: str, settings: Mapping[str, str]) -> str:
    """The shell with the commands that Groovy's variables hold; a single word is told by its name later."""

    def held(match: re.Match[str]) -> str:
        value = settings.get(match["name"], "")
        return value if " " in value and "\n" not in value and not value.startswith("$(") else match[0]

    return _HOLE.sub(held, script)


def _types(shell: re.Match[str]) -> bool:
    """A plugin types something on another host, and copies no files alone."""
    return shell["remote"] is not None and any((shell[name] or "").strip() for name in _QUOTED)


def loose_facts(snippet: Snippet) -> Iterator[Fact]:
    """Credentials that plugins give, and deployments that a plugin makes."""
    text = _COMMENT.sub("", snippet.text)
    for pattern, form in ((_AGENT, CredentialForm.SSH_KEY), (_KEYS, CredentialForm.STATIC_KEY)):
        found = pattern.search(text)
        if found:
            at = snippet.at(text.count("\n", 0, found.start()) + 1)
            kept = form is CredentialForm.SSH_KEY and not _PUBLISHES.match(found[0])
            yield Credential(kind=snippet.kind, at=at, old=snippet.old, form=form, holder="workflow", handed=kept)
    yield from _hooks(snippet, text)
    yield from _written(snippet, text)
    yield from _passed_over(snippet, text)
    yield from questions(snippet, text)
    yield from latest_unless_told(snippet, text)
    published = _PUBLISHES.search(text)
    if published:
        at = snippet.at(text.count("\n", 0, published.start()) + 1)
        yield Login(kind=snippet.kind, at=at, old=snippet.old, method="ssh", actor="workflow")
    if published and not any(map(_types, _SHELL.finditer(text))):
        yield Deployment(
            kind=snippet.kind,
            at=at,
            old=snippet.old,
            method="ssh",
            name=snippet.name,
            identity="none",
            asks_health=False,
        )


_CAUGHT = regex(r"\b(?:catchError|warnError)[ \t]*(?:\([^()\n]{0,200}\)[ \t]*)?\{")
_BUILDS = regex(
    r"\b(?:gradlew?|mvnw?|npm|yarn|pnpm|npx|docker|docker-compose|aws|kubectl|ssh|scp|rsync|manage\.py|php|bundle"
    r"|cargo|go build)\b"
)
_ONLY_LOOKS = regex(r"\b(?:lint|audit|sonar\w*|trivy|snyk|coverage|image prune|system prune|docker logout)\b")


def _passed_over(snippet: Snippet, text: str) -> Iterator[ScriptFault]:
    """Steps that build or put out a release inside `catchError`: whatever fails there, the stages behind it go on."""
    if not (_PUBLISHES.search(text) or any(_DEPLOYS.search(stage["name"]) for stage in _STAGE.finditer(text))):
        return
    for caught in islice(_CAUGHT.finditer(text), _MOST_STAGES):
        end = closed(text, caught.end())
        shells = islice(_SHELL.finditer(text, caught.end(), end), _MOST_SHELLS)
        typed = [match[next(name for name in _QUOTED if match[name] is not None)] for match in shells]
        if any(_BUILDS.search(script) and not _ONLY_LOOKS.search(script) for script in typed):
            first = text.count("\n", 0, caught.start()) + 1
            last = min(text.count("\n", 0, end) + 1, first + _MOST_ROWS - 1)
            yield ScriptFault(
                kind=snippet.kind,
                at=snippet.at(first, last),
                old=snippet.old,
                activity="deploy",
                form="error-swallowed",
                command=caught[0].partition("(")[0].strip(" {"),
            )


_MOST_ROWS = 12
_WRITTEN = regex(
    r"^[ \t]*(?P<name>[A-Z][A-Z0-9_]{2,80})[ \t]*=[ \t]*(?P<mark>[\"'])(?P<value>[^\"'\n$]{4,400})(?P=mark)[ \t]*$",
    re.MULTILINE,
)


def _written(snippet: Snippet, text: str) -> Iterator[ExposedSecret]:
    """Variables of all stages, or of one, whose secrets are written out."""
    for match in islice(_WRITTEN.finditer(text), _MOST_STAGES) if "environment" in text else ():
        name, value = match["name"], match["value"]
        if is_exposed(name, value) and looks_random(value):
            at = covered(snippet.at(text.count("\n", 0, match.start()) + 1), value)
            yield ExposedSecret(kind=snippet.kind, at=at, old=snippet.old, name=name, form=form_of(name, value))


def _hooks(snippet: Snippet, text: str) -> Iterator[ExposedSecret]:
    """Addresses that let whoever reads them write into the team's channel; those of a shell are told with it."""
    shells = [match.span() for match in islice(_SHELL.finditer(text), _MOST_STAGES * 2)] if "https://" in text else []
    for match in islice(HOOK.finditer(text), _MOST_STAGES) if "https://" in text else ():
        if lets_post(match[0]) and not any(start <= match.start() < end for start, end in shells):
            at = covered(snippet.at(text.count("\n", 0, match.start()) + 1), match[0])
            yield ExposedSecret(kind=snippet.kind, at=at, old=snippet.old, name="webhook", form="token")
