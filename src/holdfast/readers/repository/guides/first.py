"""Tells what sets a server up from what somebody does again for each release."""

from holdfast.model.regex import regex

_BEGINS = r"(?:^|&&|;|\bssh\s[^\n]{0,200}?[\"'])\s*(?:\$\s*)?(?:sudo\s+)?"
_ANEW = regex(rf"(?m){_BEGINS}git\s+clone\b|\bsystemctl\s+enable\b|\bpm2\s+(?:startup|save)\b")
_AGAIN = regex(
    rf"(?m){_BEGINS}git\s+(?:pull|fetch|reset)\b|(?<!daemon-)\b(?:restart|reload)[ \t]+"
    r"(?!nginx|apache|httpd|docker|postgres|mysql|maria|mongo|redis|cron|ssh)\S"
)


def sets_up(text: str) -> bool:
    """The commands bring a server to life, and none of them is for a release that follows another."""
    return _ANEW.search(text) is not None and _AGAIN.search(text) is None
