"""What the build of an image takes of the folder that it is given."""

from fnmatch import fnmatchcase

from holdfast.model.regex import regex

_FROM = regex(r"(?i)^\s*FROM\s+(?:--\S+\s+)*(?P<base>\S{1,200})(?:\s+AS\s+(?P<stage>\S{1,100}))?")
_COPY = regex(r"(?i)^\s*(?:COPY|ADD)\s+(?P<words>\S.{0,1000})$")
_STATIC = regex(r"(?i)nginx|httpd|caddy")
_ALL = frozenset((".", "./", "./."))


def takes_all(dockerfile: str) -> bool:
    """The last stage has the whole folder; what serves only files hands it to nobody."""
    stages: dict[str, bool] = {}
    stage, copied, served = "", False, True
    for row in dockerfile.splitlines():
        if begins := _FROM.match(row[:400]):
            stage = begins["stage"] or ""
            copied, served = stages.get(begins["base"], False), _STATIC.search(begins["base"]) is None
        elif copies := _COPY.match(row[:1_200]):
            words = copies["words"].replace(",", " ").replace("[", " ").replace("]", " ").replace('"', " ").split()
            own = not any(word.startswith("--from") for word in words)
            sources = [word for word in words if not word.startswith("--")][:-1]
            copied = copied or (own and any(word in _ALL for word in sources))
        stages[stage] = copied
    return copied and served


def leaves_out(ignored: str, name: str) -> bool:
    """A `.dockerignore` keeps the file of this name, at the top of the folder, from the build: its last word counts."""
    left_out = False
    for row in ignored.splitlines():
        rule = row.strip()
        if not rule or rule.startswith("#"):
            continue
        pattern = rule.removeprefix("!").strip().removeprefix("./").removeprefix("/")
        while pattern.startswith("**/"):
            pattern = pattern[3:]
        if fnmatchcase(name, pattern.rstrip("/")):
            left_out = not rule.startswith("!")
    return left_out
