"""`release bundle`: one archive of a commit, with what was built from it."""

from pathlib import Path

from holdfast.actions.launch import find_product
from holdfast.actions.releases.repository import Commit, Repository
from holdfast.host.releases.bundle import Identity, Packed, pack
from holdfast.model.errors import UsageError
from holdfast.model.product import Product
from holdfast.model.record import record
from holdfast.readers.spec import FILE_NAME


@record(frozen=True, slots=True)
class Bundled:
    """A bundle, and whose it is."""

    product: Product
    commit: Commit
    packed: Packed


def make_bundle(folder: Path, name: str = "HEAD", output: Path | None = None) -> Bundled:
    """Bundle what git tracks in a folder, as the commit has it, with what the spec includes besides.

    Args:
        folder: where `holdfast.toml` lies.
        name: the commit, its beginning, or a tag; it must be checked out.
        output: the folder for the archive, `COMMIT.tgz`; the working folder when None.

    Raises:
        UsageError: no such commit in the history, a working tree that is another, nothing that was built.
        ReleaseError: a file cannot be read, or leads out of the release.
    """
    product = find_product(folder)
    repository = Repository(folder)
    commit = repository.commit(name)
    repository.require_clean(commit)
    tracked = tuple(repository.tracked())
    if FILE_NAME not in tracked:
        raise UsageError(
            "git does not track the spec", where=str(folder / FILE_NAME), next_step=f"git add {FILE_NAME}, and commit"
        )
    names = (*tracked, *repository.built(product.service.release.include))
    target = (output or Path()) / f"{commit.id}.tgz"
    identity = Identity(product.name, commit.id, commit.tag, commit.at)
    packed = pack(folder, names, identity, product.service.release, target)
    return Bundled(product, commit, packed)
