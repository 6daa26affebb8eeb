"""Ansible's playbooks, roles and inventories; how they are read is loaded when there are some."""

from collections.abc import Iterable, Iterator

from holdfast.readers.repository.ansible.files import is_data, is_ours, wants
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.shell.reader import SERVES


def _read(snippet: Snippet) -> Iterable[Reading]:
    from holdfast.readers.repository.ansible.playbooks import read

    return read(snippet)


def _read_together(_: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    # Most files of YAML whose name tells nothing are none of these.
    texts = [one for one in snippets if is_data(one.path) or is_ours(one)]
    if not texts:
        return
    from holdfast.readers.repository.ansible.playbooks import read_together

    yield from read_together(texts)


READER = Reader(name="ansible", serves=SERVES, wants=wants, read=_read, read_together=_read_together)
