"""Scripts that somebody starts on a server: they end the program that serves there, and become the next one."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.serving import is_server
from holdfast.readers.repository.shell.steps.source import Source

_ENDS = regex(r"^(?:pkill|killall|kill)\b(?! -0)|^fuser\b.* -\w*k")
_ON_SERVER = regex(r"/home/(?:ubuntu|ec2-user|admin|centos|debian|bitnami)\b|/var/www/|(?:^|[\s\"'=])/(?:srv|opt)/")
_FOR_DEVELOPERS = regex(r"(?i)(?<![a-z])(?:dev|local|test|debug|watch)(?![a-z])")
_CONTAINERS = regex(r"(?i)entry-?point")
_ITS_OWN = regex(r"\b(?P<name>\w{1,60})=\$!")
_NEAR = 15


def taken_over(source: Source) -> Iterator[ScriptFault]:
    """What is ended, up to what is started in its place; and that nothing starts this again when it ends by itself."""
    if source.embedded or source.instructed or source.hooked or is_deploy_script(source):
        return
    name = source.snippet.name
    if not _ON_SERVER.search(source.snippet.text) or _FOR_DEVELOPERS.search(name) or _CONTAINERS.search(name):
        return
    own = ("$!", *(f"${held['name']}" for held in _ITS_OWN.finditer(source.snippet.text)))
    ends = (command for command in source.commands if _ENDS.search(command.text))
    # What it has started itself served nobody before.
    ended = next((command for command in ends if not any(one in command.text.replace("{", "") for one in own)), None)
    behind = source.commands[ended.order + 1 :] if ended is not None else ()
    started = next((command for command in behind if is_server(command)), None)
    if ended is None or started is None or started.function != ended.function:
        return
    near = started.end_line - ended.line < _NEAR
    yield source.fault("deploy", "stopped-before-start", ended, started if near else None)
    yield source.fault("start", "unsupervised", started)
