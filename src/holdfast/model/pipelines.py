"""Which files a service for pipelines runs, by their paths: with every change, and without anybody."""

from holdfast.model.regex import regex

_WORKFLOW = regex(r"(?i)(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$|(?:^|/)action\.ya?ml$")
_DIALECTS = (
    ("gitlab", regex(r"(?:^|/)\.gitlab-ci\.ya?ml$|(?:^|/)\.gitlab/(?:[\w.-]+/)*[\w.-]+\.ya?ml$")),
    ("circleci", regex(r"(?:^|/)\.circleci/[\w.-]+\.ya?ml$")),
    ("bitbucket", regex(r"(?:^|/)bitbucket-pipelines\.ya?ml$")),
    (
        "azure",
        regex(
            r"(?:^|/)[\w.-]*azure-?pipelines?[\w.-]*\.ya?ml$|(?:^|/)\.?azure-?(?:pipelines?|devops)/.{1,200}\.ya?ml$"
        ),
    ),
    ("travis", regex(r"(?:^|/)\.travis\.ya?ml$")),
    ("buildspec", regex(r"(?:^|/)[\w.-]*(?:build-?spec|codebuild)[\w.-]*\.ya?ml$|(?:^|/)codebuild/[\w.-]+\.ya?ml$")),
    ("amplify", regex(r"(?:^|/)amplify\.ya?ml$")),
    ("jenkins", regex(r"(?:^|/)Jenkinsfile[\w.-]*$|\.jenkinsfile$")),
    (
        "stepped",
        regex(
            r"(?:^|/)\.?(?:drone|woodpecker|cirrus|appveyor|codefresh)\.ya?ml$"
            r"|(?:^|/)\.(?:drone|woodpecker|buildkite|semaphore)/(?:[\w.-]+/)?[\w.-]+\.ya?ml$"
            r"|(?:^|/)(?:\.?ci|concourse)/(?:[\w.-]+/)?[\w.-]*pipeline[\w.-]*\.ya?ml$|(?:^|/)concourse[\w.-]*\.ya?ml$"
        ),
    ),
)
_MAY_BE_PIPELINE = regex(r"\.ya?ml$|[Jj]enkinsfile")


def is_workflow(path: str) -> bool:
    """A workflow of GitHub, Gitea or Forgejo, by its folder, or an action, by its name."""
    return _WORKFLOW.search(path) is not None


def dialect_of(path: str) -> str | None:
    """Which other service for pipelines runs what it says; None where none does."""
    if not _MAY_BE_PIPELINE.search(path):
        return None  # as of nearly every file, and each of the patterns looks all through its path
    return next((name for name, pattern in _DIALECTS if pattern.search(path)), None)


def is_pipeline(path: str) -> bool:
    """A service for pipelines runs what it says."""
    return is_workflow(path) or dialect_of(path) is not None
