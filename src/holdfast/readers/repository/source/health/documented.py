"""Annotations that document what a handler may answer: they say it to readers, and answer nobody."""

from holdfast.model.regex import regex

_OPENS = regex(
    # NestJS and Java: `@ApiResponse({ status: 503 })`; FastAPI and Flask: `responses={503: …}`.
    r"@(?:Api\w{1,60}|Operation|Parameter|OpenApi\w{0,60}|swag_from|extend_schema)\s{0,3}\(|\bresponses\s{0,3}=\s{0,3}\{"
    # ASP.NET: `[ProducesResponseType(503)]`.
    r"|\[(?:Produces\w{0,60}|SwaggerResponse)\("
)
_BRACKET = regex(r"[(){}\[\]]")
_LONGEST = 4_000
"""Characters of one annotation."""


def without_documented(bare: str) -> str:
    """`bare`, a handler's code without texts, with blanks for what only documents it."""
    kept, done = [], 0
    for match in _OPENS.finditer(bare):
        if match.start() < done:
            continue
        end = _closing(bare, match.end())
        kept += [bare[done : match.start()], " " * (end - match.start())]
        done = end
    return "".join((*kept, bare[done:])) if kept else bare


def _closing(bare: str, start: int) -> int:
    """Behind the bracket that closes the one right before `start`."""
    depth = 1
    for found in _BRACKET.finditer(bare, start, start + _LONGEST):
        depth += 1 if found[0] in "([{" else -1
        if not depth:
            return found.end()
    return min(start + _LONGEST, len(bare))
