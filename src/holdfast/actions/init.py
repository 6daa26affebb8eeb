"""`init`: write a first spec from what the readers find in a repository."""

from pathlib import Path

from holdfast.actions.read import Progress, read_repository, silent
from holdfast.model.errors import IncompleteError, UsageError
from holdfast.readers.repository.whole.tree import remote_repository
from holdfast.readers.spec import FILE_NAME, name_of, parse_spec
from holdfast.reports import first_spec


def init(root: Path, *, force: bool, locale: str | None, progress: Progress = silent) -> Path:
    """Write `holdfast.toml` into `root` and return its path.

    Raises:
        UsageError: no such folder, or a spec is there already and `force` is false.
        IncompleteError: the file cannot be written.
    """
    target = root / FILE_NAME
    if target.exists() and not force:
        raise UsageError("exists already", where=str(target), next_step="use --force to replace it")
    estate = read_repository(root, progress).estate
    text = first_spec.render(estate, name=name_of(root), repository=remote_repository(root), locale=locale)
    parse_spec(text.encode(), where=str(target))
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise IncompleteError(
            "cannot be written", where=str(target), next_step=f"check its permissions ({error.strerror})"
        ) from error
    return target
