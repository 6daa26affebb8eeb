"""Origins that are anybody's: all of them, or all pages of a service on which everybody may publish one."""

from holdfast.model.regex import regex

HOSTING = (
    r"(?P<host>vercel\.app|netlify\.app|pages\.dev|workers\.dev|github\.io|gitlab\.io|herokuapp\.com|onrender\.com"
    r"|railway\.app|fly\.dev|web\.app|firebaseapp\.com|surge\.sh|amplifyapp\.com|cloudfront\.net|azurewebsites\.net"
    r"|azurestaticapps\.net|run\.app|replit\.dev|repl\.co|glitch\.me|ngrok(?:-free)?\.(?:app|io|dev)|trycloudflare\.com)"
)
_EVERY = regex(rf"(?i)https?://\*\.{HOSTING}/?")


ANY = frozenset({"*", "http://*", "https://*"})
"""How rules name all origins."""


_SECOND_LEVEL = regex(r"(?i)\.(?:co|or|ne|ac|go|com|net|org|gov|edu|re|pe)\.[a-z]{2}$")
_OF_HOSTING = regex(rf"(?i)\.{HOSTING}$")
_ENDS = regex(r"(?i)(?:https?://)?\*(?P<name>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})(?::[\d*]{1,5})?")
_BEGINS = regex(r"(?i)(?:https?://)?[\w.*-]{0,200}[a-z0-9]\*")
_OWN_NETWORK = regex(r"(?i)(?:https?://)?(?:\*?localhost\b|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)")


def is_registrable(name: str) -> bool:
    """Whether the name of a host is one that its owner bought or was given: whoever asks gets one beside it."""
    labels = 3 if _SECOND_LEVEL.search(name) or _OF_HOSTING.search(name) else 2
    return 2 <= name.count(".") + 1 <= labels


def is_look_alike(origin: str) -> bool:
    """Whether an allowed origin with a `*` stands for hosts of others, too, whose names look like the one in it.

    `https://*shop.example` lets `https://evilshop.example` in, and `https://shop.example*` what somebody has put
    `.evil.example` behind.
    """
    if origin in ANY or _OWN_NETWORK.match(origin):
        return False
    ending = _ENDS.fullmatch(origin)
    return is_registrable(ending["name"]) if ending else _BEGINS.fullmatch(origin) is not None


def is_anybodys(origin: str) -> bool:
    """Whether an allowed origin stands for pages that anybody may publish."""
    return origin in ANY or _EVERY.fullmatch(origin) is not None
