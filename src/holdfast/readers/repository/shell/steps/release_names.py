"""What sort of name a word gives a release: a commit, a number, the time, an id, or none."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.shell.steps.purposes import BARE, HELPERS

COMMIT = regex(
    r"rev-parse|git log\b.*%[hH]|github\.sha|GITHUB_SHA|CI_COMMIT_S|CIRCLE_SHA1|COMMIT|\bSHA\b|_SHA\b|GIT_HASH|GIT_REV"
    r"|CODEBUILD_RESOLVED_SOURCE_VERSION|BITBUCKET_COMMIT|git describe --always|REVISION|github\.event\.\S*sha",
    re.IGNORECASE,
)
_CLOCK = regex(r"\$\(\s*date|`\s*date|TIMESTAMP|BUILD_DATE|\bNOW\b", re.IGNORECASE)
_NUMBER = regex(
    r"run_number|RUN_NUMBER|BUILD_NUMBER|(?<!CODEBUILD_)BUILD_ID|run_id|RUN_ID|PIPELINE_IID|GITHUB_RUN", re.IGNORECASE
)
MADE_UP_ID = regex(r"CODEBUILD_BUILD_ID")
"""What CodeBuild makes up for each build: neither counted nor of any commit."""
VERSION = regex(
    r"git describe|ref_name|REF_NAME|CI_COMMIT_TAG|package\.json|VERSION|GIT_TAG|github\.ref|RELEASE_TAG|v?\d+\.\d+",
    re.IGNORECASE,
)
BRANCH = regex(
    r"git (?:rev-parse (?:-\S+ )*--abbrev-ref|branch\b[^|&;]{0,20}--show-current|symbolic-ref)\b[^)`]{0,60}"
    r"|\b(?:CI_COMMIT_|GIT_|CIRCLE_|BITBUCKET_|TRAVIS_|DRONE_|CURRENT_|DEPLOY_)?BRANCH(?:_NAME)?\b|\bCI_COMMIT_(?=REF_)"
)
"""A branch, whose name stays the same from one push to the next; what GitLab calls a reference may be a tag."""
_WRITTEN_COMMIT = regex(
    r"(?<![\w$])(?:(?:sha|git|commit|rev)[-_.])?(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,40}(?!\w)|\bsha-[0-9a-f]{7,40}(?!\w)"
)
"""A commit that somebody wrote out: every release goes out under the name of that one."""


def unwritten(text: str) -> str:
    """`text` without the commits that stand in it word for word, which name one release and no other."""
    return _WRITTEN_COMMIT.sub("", text)


def sort_of_label(label: str) -> str | None:
    """What a word names a release by: as `Deployment.identity`; None when it names none."""
    label = unwritten(BRANCH.sub("", label))
    if COMMIT.search(label):
        return "commit"
    if _NUMBER.search(label):
        return "number"
    if _CLOCK.search(label):
        return "timestamp"
    if MADE_UP_ID.search(label):
        return "build"
    tag = label.rpartition(":")[2] if ":" in label else label
    return "tag" if VERSION.search(tag) and "latest" not in tag and not tag.endswith("-SNAPSHOT") else None


_FIXED = regex(
    r"(?:^|(?<=[\s|\"'/]))(?P<name>[A-Z][A-Z0-9_]{1,60})\s?[:=]\s?[\"']?(?:(?P<image>[^\s\"':|=]{1,200}):)?"
    r"(?:(?:sha|git|commit)-[0-9a-f]{7,40}|[0-9a-f]{40}|v?\d{1,4}\.\d{1,4}\.\d{1,4})(?=[\"'\s|]|$)"
)
_OF_RELEASES = regex(
    r"(?:^|_)(?:TAG|IMAGE|IMAGE_URI|RELEASE|COMMIT|SHA)$|^(?:(?:APP|IMAGE|DEPLOY|RELEASE|API|WEB)_)?VERSION$"
)


def is_written_out(row: str) -> bool:
    """It gives a release a name that somebody wrote out, which the next release gets, too.

    The image of a database or of a language is told its version once and for all, and is no release.
    """
    named = _FIXED.search(row) if not row.lstrip().startswith("#") else None
    if named is None or _OF_RELEASES.search(named["name"]) is None:
        return False
    image = named["image"] or ""
    return not (HELPERS.match(image) or BARE.match(image) or role_of(image) != "application")
