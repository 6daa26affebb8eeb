"""Whether the commands of a block are typed on a server, by the chapters above it and by what they say."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.page.typed import ON_SERVERS
from holdfast.readers.repository.guides.wording.lexicon import SERVER, any_of, first_match

_DEPLOY = any_of(
    r"배포|deploy|デプロイ|릴리[스즈]|release|リリース|업데이트|update|반영|실행|서버 ?(?:구동|실행|"
    r"시작)|run|start|起動|pm2|hosting|setup|\bclone\b|클론|クローン"
)


def on_server(guide: Guide, code: Code) -> bool:
    """What stands there is typed on a server: a chapter above says so, or the whole guide is about one."""
    headings = [heading.text for heading in code.fence.trail.headings if not guide.manner.names_project(heading)]
    if first_match(SERVER, [*headings, code.fence.trail.lead, *code.fence.trail.parents]):
        return True
    if not guide.manner.readme and _OF_SERVER.search(code.fence.text):
        return True
    if guide.manner.readme:
        return any(map(ON_SERVERS.match, code.fence.text.splitlines())) or _goes_on(guide, code)
    if not guide.manner.infra:
        return False
    return not headings or first_match(_DEPLOY, headings) is not None


def _goes_on(guide: Guide, code: Code) -> bool:
    """A chapter of a README right behind those that make a server and install what it needs, told as root."""
    *above, own = code.fence.trail.headings or (None,)
    if own is None or not any("sudo " in one.fence.text for one in guide.codes if own in one.fence.trail.headings):
        return False
    before = (
        one
        for one in guide.codes
        if one.fence.line < code.fence.line and list(one.fence.trail.headings[: len(above)]) == above
    )
    return any(
        first_match(SERVER, [heading.text for heading in one.fence.trail.headings[len(above) :]])
        and _INSTALLS.search(one.fence.text)
        for one in before
    )


_INSTALLS = regex(
    r"^[^\S\n]*(?:\$\s*)?sudo\s+(?:yum|dnf|apt|apt-get|amazon-linux-extras)\s[^\n]{0,80}\binstall\b", re.MULTILINE
)


_OF_SERVER = regex(
    r"^[^\S\n]*(?:\$\s*)?(?:ssh|scp|rsync)\s[^\n]{0,120}(?:ec2-user|ubuntu)@"
    r"|^[^\S\n]*(?:\$\s*)?ssh\s(?:-\w\s+\S+\s+)*(?!git@|vagrant@)[\w{}<>$.-]{1,40}@(?!localhost|127\.)\S|\b(?:RAILS|NODE|RACK|APP)_ENV=prod|\s-E\s+production\b"
    r"|^[^\S\n]*(?:\$\s*)?cd\s+/(?:var/www|srv|opt|home/(?:ubuntu|ec2-user|admin|bitnami))(?:/|\s*$)"
    r"|^[^\S\n]*(?:\$\s*)?(?:sudo\s+)?pm2\s+(?:restart|reload)\s|^[^\S\n]*(?:\$\s*)?sudo\s+systemctl\s+restart\s",
    re.MULTILINE,
)
"""What only somebody types who is on a server, or on the way to it."""
