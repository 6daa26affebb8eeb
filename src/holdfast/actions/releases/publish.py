"""`release publish`: store a bundle in the bucket of artifacts, under the name of its commit."""

from pathlib import Path

from holdfast.actions.releases.place import Releases
from holdfast.host.releases.artifacts import Published, publish
from holdfast.host.releases.bundle import BEGINNING, about_of_beginning, file_digest
from holdfast.host.releases.failure import ReleaseError
from holdfast.model.errors import IncompleteError


def publish_bundle(releases: Releases, bundle: Path) -> Published:
    """Store a bundle; the one that is there already stays.

    Raises:
        ReleaseError: it is no bundle, or another product's.
        IncompleteError: the file cannot be read.
        HoldfastError: S3 refuses or cannot be reached.
    """
    try:
        with bundle.open("rb") as opened:
            about = about_of_beginning(opened.read(BEGINNING), str(bundle))
        digest = file_digest(bundle)
    except OSError as error:
        raise IncompleteError(
            f"cannot be read ({error.strerror})", where=str(bundle), next_step="make it with `holdfast release bundle`"
        ) from error
    if about.product != releases.product.name:
        raise ReleaseError(
            f"the bundle is of {about.product}, not of {releases.product.name}",
            where=str(bundle),
            next_step="publish it with the spec of its own product",
        )
    return publish(releases.objects, bundle, digest, about.commit, about.tag)
