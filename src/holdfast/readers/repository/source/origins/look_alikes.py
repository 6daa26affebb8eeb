"""What a text or a pattern lets in that an origin is only compared with in part, as `https://*shop.example`."""

from holdfast.model.regex import regex
from holdfast.model.sites import HOSTING, is_registrable
from holdfast.readers.repository.source.origins.rules import OWN_PAGES, every_site

CONTAINS, BEGINS, ENDS = "contains", "begins", "ends"
"""The parts of an origin that a question may be about."""

_SCHEME = regex(r"(?i)^(?:https?)?://")
_NO_HOST = regex(
    r"(?i)^(?:[a-z-]{2,20}:(?://)?|https?|chrome(?:-extension)?|capacitor|ionic|electron|\.?[a-z]{2,3}|https?://(?:www\.)?|null|undefined|file|[\W\d_]{0,40})$"
)
"""A scheme, the end of a domain, a port: whoever asks for these asks for no website."""
_HOST = regex(r"(?i)^\.?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}$")
_WHOLE = regex(r"(?i)^https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$")
_NAME = regex(r"(?i)^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$")
_OF_HOSTING = regex(rf"(?i)^\.?{HOSTING}$")
_SHORTEST = 4


def of_text(part: str, text: str) -> str | None:
    """What passes besides the website itself where an origin only contains a text, begins or ends with it."""
    text = text.strip()
    if OWN_PAGES.search(text) or _OF_HOSTING.match(_SCHEME.sub("", text)):
        return None
    if part == BEGINS:
        return f"{text}*" if _WHOLE.match(text) else None
    if part == ENDS:
        return f"https://*{text}" if _NAME.match(text) and text[0] != "-" and is_registrable(text) else None
    host = _SCHEME.sub("", text).rstrip("/")
    if len(host) < _SHORTEST or not _HOST.match(host) or ("." not in host and _NO_HOST.match(text)):
        return None
    return f"{text.rstrip('/')}*" if host != text.rstrip("/") else f"*{text.rstrip('/')}*"


_ANYTHING = regex(r"(?<!\\)\.(?:[*+]\??|\{[\d,]{1,6}\})|(?:\\[wS]|\[[^\[\]\n]{1,60}\])(?:[*+]\??|\{[\d,]{1,6}\})")
_DOT = regex(r"\\\\?\.|\[\.\]")
_RUN = regex(r"(?i)[a-z0-9-]{0,63}(?:\.[a-z0-9-]{1,63}){1,6}")
_TOP = regex(r"(?i)\.[a-z]{2,12}$")
_OPTIONAL = regex(r"\((?:\?:)?[^()]{0,80}(?:\.|//)\)[?*]?$|(?:www)?\.\?$")
_GROUP = regex(r"\((?:\?:)?$")
_PORT = regex(r"^\((?:\?:)?:[^()]{1,20}\)[?*]")
"""One that may be left out: where it has to be there, nothing comes between it and the name."""
_ALTERNATIVES = regex(r"\(?(?:\?:)?(?P<all>[^()|]{3,100}(?:\|[^()|]{3,100}){1,12})\)?")
_MARK = "\x01"
"""Stands for whatever may come, in as much as one likes."""
_MOST_GROUPS = 4


def of_pattern(body: str, *, begins: bool = False, ends: bool = False) -> str | None:
    """The same for a regular expression; `begins` and `ends` where what takes it holds it at these by itself."""
    several = _ALTERNATIVES.fullmatch(body)
    if several is not None:
        found = (of_pattern(one, begins=begins, ends=ends) for one in several["all"].split("|"))
        return next((one for one in found if one), None)
    if OWN_PAGES.search(body) or every_site(body):
        return None
    text = body.replace("\\A", "^").replace("\\z", "$").replace("\\Z", "$").replace("\\/", "/").replace("\\-", "-")
    text = _DOT.sub(".", _ANYTHING.sub(_MARK, text))
    runs = [run for run in _RUN.finditer(text) if _TOP.search(run[0])]
    if not runs or text.count(".") > _MOST_DOTS:
        return None
    run = runs[-1]
    before, after = text[: run.start()], text[run.end() :]
    left = _is_open_before(before, begins=begins) and is_registrable(run[0]) and run[0][0] not in ".-"
    right = _is_open_behind(after, ends=ends) and run[0].count(".") >= (1 + run[0].startswith("."))
    name = f"*{run[0]}" if run[0].startswith(".") else run[0]
    if left and right:
        return f"*{name.lstrip('*')}*"
    if left:
        return f"https://*{name}"
    return f"https://{name}*" if right else None


_MOST_DOTS = 40


def _is_open_before(before: str, *, begins: bool) -> bool:
    """Whether other letters may stand right before a name."""
    for _ in range(_MOST_GROUPS):
        cut = _GROUP.sub("", _OPTIONAL.sub("", before))
        if cut == before:
            break
        before = cut
    return not begins if not before else before.rstrip(")?").endswith(_MARK)


def _is_open_behind(after: str, *, ends: bool) -> bool:
    """Whether others may stand right behind it."""
    after = _PORT.sub("", after.lstrip(")")).lstrip(")")
    if after in ("", "/", "/?"):
        return not ends and after != "/"
    return after.startswith(_MARK)
