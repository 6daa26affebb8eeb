"""Variables that a guide hands to what it starts: on the command line of a container, in a unit, or exported before."""

from collections.abc import Iterator

from holdfast.model.facts import ApplicationCors, Credential, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.variables import is_for_developers, setting_facts

_HANDED = regex(
    r"(?:(?:^|\s)(?:-e|--env)[ =]|^\s*Environment=[\"']?|^\s*export\s+)[\"']?(?P<name>[A-Z][A-Z0-9_]{2,60})="
    r"(?P<quote>[\"']?)(?P<value>[^\"'\s]{1,500})",
)
_FOR_TOOLS = regex(
    r"(?m)^[^\S\n]*(?:[$>%][^\S\n]+)?(?:npx[^\S\n]+)?"
    r"(?:aws|cdk|terraform|tofu|terragrunt|sam|sls|serverless|pulumi|copilot|eb|eksctl)[^\S\n]"
    r"|\bAWS_PROFILE="
)
_STARTS = regex(
    r"(?m)^[^\S\n]*(?:[$>%][^\S\n]+)?(?:sudo[^\S\n]+)?"
    r"(?:docker|podman|npm|yarn|pnpm|node|python3?|java|pm2|gunicorn|uvicorn|systemctl|supervisorctl|nohup|rails|bundle)\b"
)


def handed_over(snippet: Snippet) -> Iterator[Fact]:
    """The keys of AWS and the websites that are let in; what else is secret there, the reader of settings tells."""
    if is_for_developers(snippet):
        return
    own_shell = _FOR_TOOLS.search(snippet.text[:20_000]) is not None and not _STARTS.search(snippet.text[:20_000])
    given = ((at, one) for at, row in enumerate(snippet.rows, start=1) for one in _HANDED.finditer(row[:2_000]))
    for at, match in given:
        facts = setting_facts(snippet, match["name"], match["value"], at)
        # Who exports keys beside commands of AWS's tools types them for these, and the application gets none.
        kept = ApplicationCors if own_shell and match[0].lstrip().startswith("export") else ApplicationCors | Credential
        yield from (fact for fact in facts if isinstance(fact, kept))
