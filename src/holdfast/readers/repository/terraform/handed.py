"""Secrets that Terraform writes into the environment of containers, functions and hosts."""

from collections.abc import Iterator

from holdfast.model.facts import Fact, HandedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets, handed_settings
from holdfast.readers.repository.configuration.lasting_keys import lasting_keys
from holdfast.readers.repository.configuration.modes import modes
from holdfast.readers.repository.configuration.platform_settings import switched_by
from holdfast.readers.repository.configuration.stand_ins import stand_ins
from holdfast.readers.repository.terraform.documents import exposed, opened
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.values import Place, Value

_ARGUMENT = regex(r"^(?:\w+_)?(?:env(?:ironment)?(?:_(?:vars|variables))?|variables)$")
"""The arguments of modules that are not at hand which take an environment."""
_SET_BY_HAND = ("environment", "container_definitions")
_KEY = regex(r"^\s*[\"']?([\w.-]{1,100})[\"']?\s*[=:]")


def of_tasks(resource: Resource, world: World) -> Iterator[Fact]:
    """The containers of a task definition, each by itself."""
    document = opened(resource.get("container_definitions"), world)
    for item in document.items() if document is not None and isinstance(document.data, list) else []:
        if isinstance(item.data, dict):
            name = item.data["name"].text() if "name" in item.data else None
            yield from given_secrets(resource, name or resource.name, item.data.get("environment"))
            stored = item.data.get("secrets")
            written = [(one.name, one.at) for one in _settings(stored)] if stored is not None else []
            yield from lasting_keys(resource.base(resource.at()), written)
            files = item.data.get("environmentFiles")
            if files is not None and files.place is not None and stored is None:
                at = files.place.location()
                yield HandedSecret(**resource.base(at), to=name or resource.name)


def of_functions(resource: Resource, _: World) -> Iterator[Fact]:
    """The variables of a function."""
    variables = resource.section("environment").get("variables")
    yield from given_secrets(resource, resource.name, variables)
    yield from _given_away(resource, variables)
    settings = list(_settings(variables)) if variables is not None else []
    yield from handed_settings(resource.base(resource.at()), resource.name, settings)


def of_app_runner(resource: Resource, _: World) -> Iterator[Fact]:
    """The variables of an App Runner service, from an image or from code."""
    source = resource.section("source_configuration")
    for section in (
        source.section("image_repository", "image_configuration"),
        source.section("code_repository", "code_configuration", "code_configuration_values"),
    ):
        variables = section.get("runtime_environment_variables")
        yield from given_secrets(resource, resource.name, variables)
        yield from _given_away(resource, variables)


def of_beanstalk(resource: Resource, _: World) -> Iterator[Fact]:
    """The settings of a Beanstalk environment that its application sees."""
    given = [
        setting
        for setting in resource.sections("setting")
        if setting.text("namespace") == "aws:elasticbeanstalk:application:environment"
    ]
    for setting in given:
        name, value = setting.text("name") or "", setting.get("value")
        yield from exposed(resource, name, value)
        yield from _switched(resource, name, value)
    settings = [_setting(setting.text("name") or "", setting.entry or setting.whole) for setting in given]
    yield from handed_secrets(resource.base(resource.at()), resource.name, settings, yaml=False)
    yield from stand_ins(resource.base(resource.at()), resource.name, settings)
    yield from modes(resource.base(resource.at()), resource.name, settings)
    yield from lasting_keys(resource.base(resource.at()), ((one.name, one.at) for one in settings))


def of_builds(resource: Resource, _: World) -> Iterator[Fact]:
    """The variables of a build project that name nothing which is kept elsewhere."""
    for variable in resource.section("environment").sections("environment_variable"):
        if variable.text("type") in (None, "PLAINTEXT"):
            yield from exposed(resource, variable.text("name") or "", variable.get("value"))


def of_apps(resource: Resource, _: World) -> Iterator[Fact]:
    """The variables of an app of Amplify, or what Kubernetes keeps for its pods."""
    yield from given_secrets(resource, resource.name, resource.get("environment_variables"))
    for argument in ("environment_variables", "data"):
        yield from _given_away(resource, resource.get(argument))


def of_containers(resource: Resource, _: World) -> Iterator[Fact]:
    """The variables of containers of Lightsail."""
    for container in resource.sections("container"):
        yield from given_secrets(resource, resource.name, container.get("environment"))
        yield from _given_away(resource, container.get("environment"))


def of_jobs(resource: Resource, world: World) -> Iterator[Fact]:
    """The variables of a job of AWS Batch."""
    document = opened(resource.get("container_properties"), world)
    told = document.data.get("environment") if document is not None and isinstance(document.data, dict) else None
    for item in told.items() if told is not None and isinstance(told.data, list) else ():
        if isinstance(item.data, dict) and "name" in item.data:
            yield from exposed(resource, item.data["name"].text() or "", item.data.get("value"))


def of_modules(resource: Resource, _: World) -> Iterator[Fact]:
    """The environment among the arguments of a module that is not at hand."""
    for argument in resource.block.attributes:
        if _ARGUMENT.search(argument):
            yield from given_secrets(resource, resource.name, resource.get(argument))
            yield from _given_away(resource, resource.get(argument))


def of_function_modules(resource: Resource, world: World) -> Iterator[Fact]:
    """The same of a module that makes a function."""
    yield from of_modules(resource, world)
    variables = resource.get("environment_variables")
    settings = list(_settings(variables)) if variables is not None else []
    yield from handed_settings(resource.base(resource.at()), resource.name, settings)


def _given_away(resource: Resource, environment: Value | None) -> Iterator[Fact]:
    """The secrets whose values are written out there, and the websites that are let in."""
    for name, value in environment.data.items() if environment and isinstance(environment.data, dict) else ():
        yield from exposed(resource, name, value)
        yield from _switched(resource, name, value)


def _switched(resource: Resource, name: str, value: Value | None) -> Iterator[Fact]:
    text = value.text() if value is not None else None
    if text and value is not None and value.place is not None:
        yield from switched_by(resource.base(value.place.location()), name, text)


def given_secrets(resource: Resource, to: str, environment: Value | None) -> Iterator[Fact]:
    """The secrets among the names and values that something is given; a map, or a list of objects."""
    settings = list(_settings(environment)) if environment is not None else []
    yield from handed_secrets(resource.base(resource.at()), to, settings, yaml=False)
    yield from lasting_keys(resource.base(resource.at()), ((one.name, one.at) for one in settings))
    if not any(map(resource.ignores, _SET_BY_HAND)):
        yield from stand_ins(resource.base(resource.at()), to, settings)
        yield from modes(resource.base(resource.at()), to, settings)


def _settings(environment: Value) -> Iterator[Setting]:
    """Of a map of names and values, or of a list of objects with a name and a value."""
    if isinstance(environment.data, dict):
        entries = _entries(environment.place)
        for key, value in environment.data.items():
            place = entries.get(key) or value.place
            if place is not None:
                yield _setting(key, place)
        return
    for item in environment.items():
        told = item.data if isinstance(item.data, dict) else {}
        name, value = told.get("name"), told.get("value")
        # The object itself where it is written out; the value, where a loop makes objects of a map.
        for place in (item.place, value.place if value is not None else None):
            if name is not None and place is not None:
                yield _setting(name.text() or "", place)


def _entries(place: Place | None) -> dict[str, Place]:
    """The lines of a map's entries by their keys: a value itself may stand elsewhere, as a variable's default does."""
    if place is None:
        return {}
    rows = enumerate(place.snippet.rows[place.start - 1 : place.end], start=place.start)
    found = ((_KEY.match(row), number) for number, row in rows)
    return {key[1]: Place(place.snippet, number, number) for key, number in found if key}


def _setting(name: str, place: Place) -> Setting:
    rows = place.snippet.rows[place.start - 1 : place.end]
    return Setting(name, "\n".join(rows), place.location())
