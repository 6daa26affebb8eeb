"""Reads several files together, as the walk over a repository does."""

from textwrap import dedent

from holdfast.readers.repository.base import Reader, Reading, Tree


def read_files(reader: Reader, **files: str) -> list[Reading]:
    """Everything that a reader says about files given as `path=text`; pass odd paths as `**{path: text}`."""
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    tree = Tree(paths=tuple(sorted(texts)), open_text=lambda path: texts[path])
    wanted = tuple(tree.with_text(path, texts[path], reader.kind) for path in tree.paths if reader.wants(path))
    if reader.read_together:
        return list(reader.read_together(tree, wanted))
    return [reading for snippet in wanted for reading in reader.read(snippet)]
