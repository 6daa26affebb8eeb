"""Containers that a script starts one by one on a server, and the doors that it opens to them."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Container, ExposedSecret, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, form_of, is_exposed
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.images.roles import (
    is_console,
    is_dockers_socket,
    is_every_right,
    is_on_every_address,
    role_of,
)
from holdfast.readers.repository.shell.availability.databases import engine_of_image, image_of, is_run, runs_application
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_ON_A_SERVER = regex(r"(?i)user[-_]?data|cloud[-_]?init|ec2|server|prod|deploy|bootstrap|(?:^|[-_])(?:host|aws|remote)")
_AT_A_DESK = regex(r"(?i)local|(?<![a-z])dev(?![a-z])|test|(?<![a-z])ci(?![a-z])")


def published_facts(source: Source) -> Iterator[Fact]:
    """Data and consoles in containers that a script publishes on every address, and what else commands Docker."""
    if not (_is_told_of_a_server(source) if source.instructed else _serves(source)):
        return
    for command in source.commands:
        if not is_run(command):
            continue
        image = image_of(command)
        yield from _guessed(command, source)
        role = "database" if engine_of_image(image or "") else role_of(image or "")
        places = _doors(command, image or "", source)
        told = {"console", "socket", "privileged"} & set(places) or (
            role in ("database", "cache") and "everybody" in places
        )
        if told and image:
            name = command.option("--name") or image.rpartition("/")[2].partition(":")[0]
            # Its neighbours, if it has any, stand in no file together with it.
            said = source.common(command)
            yield Container(**said, places=places, name=name, file="", image=image, role=_beside(role))


def _guessed(command: Command, source: Source) -> Iterator[ExposedSecret]:
    """A password that everybody would guess, handed to a container on a server: an example would be left to fill in."""
    for before, arg, line in zip(command.args, command.args[1:], command.arg_lines[1:], strict=False):
        name, _, value = arg.partition("=")
        given = before in ("-e", "--env") and is_secret(name) and not is_exposed(name, value)
        # A key of AWS is never short: what looks so is left to be filled in.
        given = given and "ACCESS_KEY" not in name.upper()
        if given and _WORD.fullmatch(value) and not _TO_FILL_IN.search(value):
            at = covered(source.snippet.at(line), value)
            yield ExposedSecret(**source.common(at), name=name, form=form_of(name, value))


_WORD = regex(r"[A-Za-z0-9!@#_.-]{3,60}")
_TO_FILL_IN = regex(r"(?i)your|x{3}|change|replace|example|placeholder|\.\.\.|^(?:true|false|yes|no|none|null|random)$")


def _beside(role: str) -> str:
    """What runs the application is told by its own facts."""
    return "other" if role == "application" else role


_SERVER = regex(r"(?i)\bec2\b|server|\bvps\b|서버|인스턴스|배포|운영|サーバ|インスタンス|デプロイ|本番")
_DESK = regex(r"(?i)로컬|개발|ローカル|開発|테스트|テスト")


def _is_told_of_a_server(source: Source) -> bool:
    """The chapters of a guide around the command are about a server, and none is about the reader's own machine."""
    around = f"{source.snippet.path} / {source.snippet.heading}"
    if _AT_A_DESK.search(source.snippet.heading) or _DESK.search(source.snippet.heading):
        return False
    return (_ON_A_SERVER.search(around) or _SERVER.search(around)) is not None


def _serves(source: Source) -> bool:
    if _AT_A_DESK.search(source.snippet.path):
        return False
    on_host = source.snippet.kind is EvidenceKind.DECLARED or _ON_A_SERVER.search(source.snippet.path)
    return bool(on_host) or source.sent or source.hooked or runs_application(source)


def _doors(command: Command, image: str, source: Source) -> dict[str, Location]:
    """Where the command lets everybody in, shows a console, or hands on Docker's socket or the host itself."""
    found: dict[str, Location] = {}
    for arg, line in zip(command.args, command.arg_lines, strict=False):
        name, _, value = arg.partition("=")
        if arg in {"--privileged", "--pid=host"} or (name == "--cap-add" and is_every_right(value)):
            found.setdefault("privileged", source.snippet.at(line))
    for before, arg, line in zip(command.args, command.args[1:], command.arg_lines[1:], strict=False):
        at = source.snippet.at(line)
        if before in ("-p", "--publish") and is_on_every_address(arg):
            found.setdefault("everybody", at)
            if is_console(image, arg):
                found.setdefault("console", at)
        elif before in ("-v", "--volume") and is_dockers_socket(arg.partition(":")[0]):
            found.setdefault("socket", at)
    return found
