"""Which files say what is run, by their paths: whoever looks for a command in others' files takes them from here."""

from holdfast.model.regex import regex

_PIPELINE = regex(
    r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+\.ya?ml$|(?:^|/)\.gitlab-ci\.ya?ml$|(?:^|/)\.gitlab/.{1,200}\.ya?ml$"
    r"|(?:^|/)\.circleci/[\w.-]+\.ya?ml$|(?:^|/)bitbucket-pipelines\.ya?ml$|(?:^|/)\.travis\.ya?ml$"
    r"|(?:^|/)[\w.-]*azure-?pipelines?[\w.-]*\.ya?ml$|(?:^|/)[\w.-]*build-?spec[\w.-]*\.ya?ml$|(?:^|/)amplify\.ya?ml$"
    r"|(?:^|/)Jenkinsfile[\w.-]*$|\.jenkinsfile$|(?:^|/)\.?(?:drone|woodpecker|cirrus|appveyor|codefresh)\.ya?ml$"
    r"|(?:^|/)\.(?:drone|woodpecker|buildkite|semaphore)/(?:[\w.-]+/)?[\w.-]+\.ya?ml$"
)
_RECIPES = regex(
    r"(?:^|/)(?:(?:GNU)?[Mm]akefile(?:\.[\w-]+)?|[Jj]ustfile|\.justfile|[Tt]askfile(?:\.dist)?\.ya?ml|package\.json"
    r"|composer\.json|[\w.-]{1,80}\.mk)$"
)
_SCRIPT = regex(
    r"\.(?:sh|bash|zsh|command|ps1|bat|cmd)$|\.(?:ba|z)?sh\.(?:tpl|tftpl|tmpl|template|j2|erb|in|example|sample|dist)$"
    r"|(?i:user[-_]?data|cloud[-_]?init)[\w.-]*\.(?:tpl|tftpl|tmpl|txt)$"
    r"|(?:^|/)(?:bin|scripts?|deploy(?:ment)?|(?:config)?hooks/\w+)/[\w-]{1,80}$|(?:^|/)(?:deploy|release)$"
)


def is_pipeline(path: str) -> bool:
    """A service for pipelines runs what it says."""
    return _PIPELINE.search(path) is not None


def is_recipes(path: str) -> bool:
    """Commands stand in it under names by which people and pipelines call them."""
    return _RECIPES.search(path) is not None


def is_script(path: str) -> bool:
    """It is a script, or what becomes one once it is filled in; a program without an ending by where it stands."""
    return _SCRIPT.search(path) is not None


def says_commands(path: str) -> bool:
    """Any of them."""
    return is_pipeline(path) or is_recipes(path) or is_script(path)
