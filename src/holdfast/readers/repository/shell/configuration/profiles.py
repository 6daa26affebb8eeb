"""Profiles for developers under which a script has a server start the product, where nothing ever names another."""

from collections.abc import Iterator

from holdfast.model.facts import DeveloperMode
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.configuration.modes import is_for_developers, is_profile_for_developers
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.purposes import activation, is_migration, serves
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_WORDS = ("profiles", "settings", "_env")
_GIVEN = regex(
    r"^(?:-D|--)?(?P<name>spring\.profiles\.active|settings|SPRING_PROFILES_ACTIVE|DJANGO_SETTINGS_MODULE|\w{3,10}_ENV(?:IRONMENT)?)"
    r"=(?P<value>(?P<module>[\w.]{1,60}\.)?[\w,-]{1,80})$"
)
_OF_PROFILES = regex(r"(?i)profiles|settings")
_FOR_PRODUCTION = regex(
    r"(?i)(?:profiles[._]active|settings(?:_module)?|_env(?:ironment)?)[\"']?\s{0,4}[=:]\s{0,4}[\"']?[\w.,$-]{0,60}prod"
)
_STARTS = regex(
    r"(?i)(?:^|/)(?:[\w.-]*dockerfile[\w.-]*|procfile|[\w.-]*\.(?:sh|service|ya?ml|tf|ps1|json|config)|jenkinsfile[\w.-]*)$"
)


def profile_facts(source: Source) -> Iterator[DeveloperMode]:
    """The first such profile of a script that puts releases live, that a container runs, or that a pipeline sends."""
    lives = source.hooked or source.starts_on_host or source.entry_point or is_deploy_script(source)
    text = source.snippet.text.lower()
    if source.instructed or not (lives or source.embedded) or not any(word in text for word in _WORDS):
        return
    exported = any(map(_acts, source.commands))
    for command in source.commands:
        told = _acts(command) or (command.name == "export" and exported)
        # A pipeline may well try its own copy out: what it puts live alone is the product.
        name = _for_developers(command) if told and (lives or activation(command)) else None
        if name is not None:
            yield DeveloperMode(**source.common(command), to=source.snippet.name, name=name)
            return


def _acts(command: Command) -> bool:
    alone = serves(command) and (not command.name.startswith("python") or "runserver" in command.args)
    return alone or activation(command) is not None or is_migration(command)


def _for_developers(command: Command) -> str | None:
    words = (*command.args, *(f"{name}={value}" for name, value in command.assigns))
    for match in filter(None, map(_GIVEN.match, words)):
        by_name = _OF_PROFILES.search(match["name"])
        profiles = match["value"].removeprefix(match["module"] or "")
        if is_profile_for_developers(profiles) if by_name else is_for_developers(match["name"], profiles):
            return match["name"]
    return None


def names_production(tree: Tree) -> bool:
    """Something that starts or builds the product gives it production's profile."""
    for path in tree.paths:
        text = tree.open_text(path) if _STARTS.search(path) else None
        if isinstance(text, str) and "rod" in text and _FOR_PRODUCTION.search(text[:100_000]):
            return True
    return False
