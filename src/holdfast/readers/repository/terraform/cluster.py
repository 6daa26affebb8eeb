"""What Terraform runs inside a cluster: deployments told to Kubernetes by its provider, and charts of databases."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Fact, Placement, Platform, Workload
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets
from holdfast.readers.repository.terraform.documents import exposed
from holdfast.readers.repository.terraform.newest import unnamed_image
from holdfast.readers.repository.terraform.resource import Resource, Section, World

_DATABASE = regex(r"(?:^|/)(?P<engine>postgres(?:ql)?|mysql|mariadb|mongo(?:db)?)(?:-ha)?(?::[\w.-]+)?$")
_ENGINES = {"postgres": "postgresql", "mongo": "mongodb"}


def deployment(resource: Resource, _: World) -> Iterator[Fact]:
    """How many copies run, of which image, and the secrets among their settings."""
    spec, name = resource.section("spec"), resource.section("metadata").text("name") or resource.name
    containers = spec.section("template", "spec").sections("container")
    databases = [one for one in containers if _DATABASE.search(one.text("image") or "")]
    for container in databases:
        yield _database(resource, container, "image", name)
    if databases:
        return
    copies = spec.integer("replicas", 1)
    at = spec.at("replicas") if spec.has("replicas") else resource.at()
    yield Workload(**resource.base(at), platform=Platform.KUBERNETES, name=name, minimum=copies, desired=copies)
    for container in containers:
        yield from unnamed_image(resource, container.get("image"), container.text("name") or name)
        written: list[Setting] = []
        for variable in container.sections("env"):
            key, value = variable.text("name") or "", variable.get("value")
            yield from exposed(resource, key, value)
            if value is not None and value.place is not None:
                rows = value.place.snippet.rows[value.place.start - 1 : value.place.end]
                written.append(Setting(key, "\n".join(rows), value.place.location()))
        yield from handed_secrets(resource.base(resource.at()), name, written, yaml=False)


def release(resource: Resource, _: World) -> Iterator[Fact]:
    """A chart that is a database, and the values that give a secret away."""
    if _DATABASE.search(resource.text("chart") or ""):
        yield _database(resource, resource, "chart", resource.text("name") or resource.name)
    for given in (*resource.sections("set"), *resource.sections("set_sensitive")):
        yield from exposed(resource, (given.text("name") or "").rpartition(".")[2], given.get("value"))


def _database(resource: Resource, section: Section, told: str, name: str) -> Database:
    found = _DATABASE.search(section.text(told) or "")
    engine = found["engine"] if found else "unknown"
    return Database(
        **resource.base(section.at(told)),
        engine=_ENGINES.get(engine, engine),
        placement=Placement.CONTAINER,
        name=name,
    )
