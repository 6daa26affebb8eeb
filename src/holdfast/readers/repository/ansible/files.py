"""Which files are Ansible's, by their paths, and by their text where they could stand for anything."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

PATH = regex(r"(?:^|/)(?:ansible|playbooks?|roles)/|(?:^|/)[\w.-]*(?:playbook|ansible)[\w.-]*\.ya?ml$")
_TOP = regex(r"(?:^|/)(?:site|deploy|provision|setup|main)\.ya?ml$")
_FOLDER = regex(r"(?:^|/)(?:deploy(?:ment)?s?|provision(?:ing)?|ops|infra\w*|servers?|setup)/[\w.-]+\.ya?ml$")
INVENTORY = regex(
    r"(?:^|/)(?:hosts|inventor(?:y|ies)(?:/[\w.-]+)?)(?:[._-](?:prod(?:uction)?|stag(?:e|ing)))?"
    r"(?:\.(?:ini|cfg|ya?ml))?(?:\.(?:te?mpla?te?|tmpl|tpl|example|sample|dist|j2))?$"
)
"""Also the one that people copy, and fill in: it says as whom the hosts are entered."""
_SETTINGS_FILE = regex(r"(?:^|/)\.?ansible\.cfg$")
_FOREIGN = regex(r"(?:^|/)(?:molecule|tests?|meta|defaults|vars|group_vars|host_vars|collections|\.[\w-]+)/")
ROLE_FILE = regex(r"(?:^|/)(?:tasks|handlers)/[\w.-]+\.ya?ml$")
_ANY = regex(r"^(?:[\w-][\w.-]{0,80}/){0,2}\w[\w.-]{0,80}\.ya?ml$")
_PLAY = regex(r"^(?:-| ) {1,3}hosts:[ \t]*\S[^\n]*$", re.MULTILINE)
_DOES = regex(r"^ {1,4}(?:pre_|post_)?(?:tasks|roles):[ \t]*(?:#[^\n]*)?$", re.MULTILINE)
"""A playbook by its text alone: people call them after what they do."""
_VALUES = regex(
    r"(?:^|/)(?:group_vars|host_vars)/.{1,200}\.ya?ml$|(?:^|/)(?:vars|defaults)/[\w.-]+\.ya?ml$"
    r"|(?:^|/)(?:[\w.-]{1,60}[-_.])?vars(?:[-_.][\w.-]{1,60})?\.ya?ml$"
)
_ELSEWHERE = regex(r"(?:^|/)(?:molecule|tests?|meta|collections|\.[\w-]+)/")


def wants(path: str) -> bool:
    """A file that may hold plays, tasks, variables, hosts or settings."""
    if _SETTINGS_FILE.search(path) or holds_values(path) or (INVENTORY.search(path) and not _FOREIGN.search(path)):
        return True
    if not path.endswith((".yml", ".yaml")) or _FOREIGN.search(path):
        return False
    return any(pattern.search(path) for pattern in (PATH, _TOP, _FOLDER, ROLE_FILE, _ANY))


def holds_values(path: str) -> bool:
    """Files of variables and nothing else, by their place or by their name."""
    return bool(_VALUES.search(path)) and not _ELSEWHERE.search(path)


def is_data(path: str) -> bool:
    """It holds variables, hosts or settings."""
    return any((holds_values(path), INVENTORY.search(path), _SETTINGS_FILE.search(path)))


def is_ours(snippet: Snippet) -> bool:
    """A file that holds plays or tasks, by its place, or by its text where it could stand for anything."""
    if any(pattern.search(snippet.path) for pattern in (PATH, _TOP, _FOLDER, ROLE_FILE)):
        return True
    return "hosts:" in snippet.text and bool(_PLAY.search(snippet.text) and _DOES.search(snippet.text))
