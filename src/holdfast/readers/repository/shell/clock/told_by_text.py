"""Finds scripts and crontabs that no ending tells: those that stand where programs do, and templates of others."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.shell.clock.cron_lines import CRON

FOREIGN = regex(
    r"(?:^|/)(?:gradlew|mvnw|\.husky/|\.devcontainer/|\.git/hooks/|test/fixtures|__tests__/"
    r"|node_modules/|wait-for-it\.sh|wait-for\.sh|configure$)"
    r"|ios/|android/|\.github/actions/|/cdk\.out/"
)
"""Scripts that somebody else wrote, or that no host runs."""
_GIT_HOOK = regex(r"(?:pre|post|prepare)-(?:commit|push|merge|checkout|rebase|rewrite)|pre-receive|commit-msg$")
_LONGEST_CRONTAB = 20_000
_SHEBANG = regex(r"#!.*\b(?:ba|z|da|k|a)?sh\b")
_ENDINGS = (".txt", ".tpl", ".tftpl", ".tmpl", ".template", ".j2", ".erb", ".in", ".example", ".sample", ".dist")
"""Of what a tool or a person fills in, or pastes, before it runs; what stands in it runs all the same."""
_OF_A_SCRIPT = regex(r"\.(?:ba|z|k)?sh\.\w+$")


def told_by_text(tree: Tree) -> Iterator[Snippet]:
    """The scripts of a repository whose names do not end as scripts' do; what cannot be read is none."""
    for path in tree.paths:
        name = path.rpartition("/")[2]
        if FOREIGN.search(path) or not (_is_nameless(name) or name.endswith(_ENDINGS)):
            continue
        text = tree.open_text(path)
        if isinstance(text, str) and (_SHEBANG.match(text[:80]) or _OF_A_SCRIPT.search(name)):
            yield tree.with_text(path, text, EvidenceKind.CODED)


_ROWS_BESIDE = regex(r"\s*(?:#.*|[A-Z_]{2,30}\s*=.*)?$")
"""What a crontab holds beside its lines: remarks, and settings of what these start."""


def crontabs_by_text(tree: Tree) -> Iterator[Snippet]:
    """The crontabs of a repository whose names do not tell: a file below `/etc/cron.d` may have no ending."""
    for path in tree.paths:
        if FOREIGN.search(path) or not _is_nameless(path.rpartition("/")[2]):
            continue
        text = tree.open_text(path)
        if isinstance(text, str) and _is_crontab(text):
            yield tree.with_text(path, text, EvidenceKind.CODED)


def _is_crontab(text: str) -> bool:
    rows = [row for row in text[:_LONGEST_CRONTAB].splitlines() if not _ROWS_BESIDE.match(row[:500])]
    return bool(rows) and len(text) < _LONGEST_CRONTAB and all(CRON.match(row[:2_000]) for row in rows)


def _is_nameless(name: str) -> bool:
    """Its name has no ending: whichever folder a role, a package or an image keeps it in, its text tells what it is."""
    return "." not in name and not _GIT_HOOK.match(name)
