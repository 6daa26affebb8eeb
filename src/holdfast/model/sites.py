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


def is_anybodys(origin: str) -> bool:
    """Whether an allowed origin stands for pages that anybody may publish."""
    return origin in ANY or _EVERY.fullmatch(origin) is not None
