"""The agent that measures hosts for CloudWatch: what installs it, and what tells it what to measure."""

from holdfast.model.regex import regex

AGENT = "amazon-cloudwatch-agent"
"""The package of CloudWatch's own."""
_INSTALLS = regex(
    r"^(?:(?:apt|apt-get|yum|dnf|zypper|amazon-linux-extras)\b.* install\b"
    r"|rpm (?:-\w*[iU]|--install)|dpkg (?:-i|--install)|snap install)"
    r".*amazon-cloudwatch-agent"
)
_SET_TO_WORK = regex(
    r"amazon-cloudwatch-agent-(?:ctl|config)|(?:enable|start|restart)[^\n]{0,40} amazon-cloudwatch-agent"
    r"|amazon-cloudwatch-agent(?:\.d)?[/.][^\n]{0,60}\.(?:json|toml)|(?:metric|log)s_collected|ManageAgent|aws-observability"
)
"""It is started, or handed what it is to measure; a role of Ansible or a document of Systems Manager does so, too."""
_ONLY_OPENED = regex(
    r"(?m)^[^\n]{0,40}\b(?:nano|vim?|emacs|gedit|pico|code|notepad|mkdir|touch|cat|less|ls)\b[^\n<>|&;]{0,200}$"
)
"""An editor is opened, or a file looked at: what is to be written into it stands elsewhere, or nowhere."""


def is_installed(command: str) -> bool:
    """The command brings the agent onto the host."""
    return _INSTALLS.match(command.removeprefix("$ ").removeprefix("sudo ")) is not None


def is_set_to_work(text: str) -> bool:
    """Somewhere in it the agent is started, or told what to measure."""
    return _SET_TO_WORK.search(_ONLY_OPENED.sub("", text)) is not None
