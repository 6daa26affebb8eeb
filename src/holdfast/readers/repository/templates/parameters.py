"""Parameters of a template that are secrets and have a value built in: whoever gives none starts with that one."""

from collections.abc import Iterator

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, is_exposed, only_names
from holdfast.readers.repository.text.nodes import Node

_NONE = frozenset({"", "none", "null", "unset", "-"})


def built_in_secrets(snippet: Snippet, root: Node) -> Iterator[ConfigurationLoader]:
    """The secrets among a template's parameters whose `Default` is written out, each once."""
    for name, parameter in root.child("Parameters").entries().items():
        default = parameter.get("Default")
        if default is not None and is_built_in(name, parameter):
            yield ConfigurationLoader(
                kind=snippet.kind,
                at=covered(snippet.at(min(default.key_line, default.line), default.end), default.text()),
                environment=snippet.environment,
                old=snippet.old,
                source="cloudformation",
                missing="default",
                names=(name,),
            )


def is_built_in(name: str, parameter: Node) -> bool:
    """Whether a parameter that nobody may read (`NoEcho`), or with a secret's name, has a value written out.

    What looks like an example counts under `NoEcho`: CloudFormation takes it as it stands. A default of a type that
    Systems Manager fills in (`AWS::SSM::Parameter::Value<String>`) is the name of a parameter there, and no value.
    """
    value = (parameter.text("Default") or "").strip()
    if value.lower() in _NONE or "SSM" in (parameter.text("Type") or "") or value.startswith(("{{", "/", "arn:")):
        return False
    hidden = parameter.flag("NoEcho", default=False) is True and not only_names(name)
    return hidden or is_exposed(name, value)
