"""Agents for measuring that a script puts on a host, and that nothing there tells what to measure."""

from collections.abc import Iterator

from holdfast.model.facts import MetricSource, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.source import Source

_AGENT = "amazon-cloudwatch-agent"
_INSTALLS = regex(
    r"^(?:(?:apt|apt-get|yum|dnf|zypper|amazon-linux-extras)\b.* install\b"
    r"|rpm (?:-\w*[iU]|--install)|dpkg (?:-i|--install)|snap install)"
    r".*amazon-cloudwatch-agent"
)
_SET_TO_WORK = regex(
    r"amazon-cloudwatch-agent-(?:ctl|config)|(?:enable|start|restart)[^\n]{0,40} amazon-cloudwatch-agent"
    r"|amazon-cloudwatch-agent(?:\.d)?[/.][^\n]{0,60}\.(?:json|toml)|metrics_collected|ManageAgent|aws-observability"
)
"""It is started, or handed what it is to measure; a role of Ansible or a document of Systems Manager does so, too."""
_NEAR = 10


def idle_agents(source: Source) -> Iterator[MetricSource]:
    """The installation, from where the package is fetched."""
    if source.instructed or _AGENT not in source.snippet.text or _SET_TO_WORK.search(source.snippet.text):
        return
    installed = next((one for one in source.commands if _INSTALLS.match(one.text)), None)
    if installed is None:
        return
    near = (one for one in source.commands[: installed.order] if installed.line - one.line <= _NEAR)
    fetched = next((one for one in near if _AGENT in one.text and one.name in ("curl", "wget", "aws")), installed)
    at = source.place(fetched, installed)
    yield MetricSource(**source.common(at), watches=Watched.MEMORY, system=_AGENT, off=True)
