"""The Serverless Framework's file where it is a program: the object that it exports, as nodes with their lines."""

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node, NodeError

_KEYS = frozenset({"service", "provider"})


def exported(snippet: Snippet) -> Node:
    """The configuration of a `serverless.ts` or `serverless.js`; an empty node when none stands there.

    Raises:
        NodeError: it is nested too deeply.
    """
    # Imported here: most repositories have no such file.
    from ast_grep_py import SgRoot

    from holdfast.readers.repository.cdk.evaluate import Context
    from holdfast.readers.repository.cdk.exports import Exports
    from holdfast.readers.repository.cdk.program import parse
    from holdfast.readers.repository.cdk.syntax import convert

    try:
        whole = Context(parse(snippet).parts[0], Exports())
        for found in SgRoot(snippet.text, "typescript").root().find_all(kind="object"):
            configuration = convert(found)
            if {name for name, _, _ in configuration.entries} >= _KEYS:
                return whole.evaluate(configuration)
    except RecursionError as error:
        raise NodeError(0, "nested too deeply") from error
    return Node(None)
