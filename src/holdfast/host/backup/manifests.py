"""Manifests and proofs as they lie in the store: written last, read back, and read with suspicion."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.store import Store
from holdfast.model.backup import MANIFEST_SCHEMA, PROOF_SCHEMA, Kind, Manifest, Proof

BACKUPS = "backups/"
PROOFS = "proofs/"
FILE_NAME = "manifest.json"

Document = TypeVar("Document", Manifest, Proof)


def new_id(kind: Kind, now: datetime) -> str:
    """An id that sorts by time and that no other host makes in the same second."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{kind.value}-{secrets.token_hex(2)}"


def folder(backup_id: str) -> str:
    """Where a backup's own objects lie below the store's prefix, ending in `/`."""
    return f"{BACKUPS}{backup_id}/"


def manifest_key(backup_id: str) -> str:
    """Where a backup's manifest lies."""
    return f"{folder(backup_id)}{FILE_NAME}"


def proof_key(proof: Proof) -> str:
    """Where a proof lies: by time, so that the newest are the last of a listing."""
    return f"{PROOFS}{proof.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{proof.backup_id}.json"


def write_manifest(manifest: Manifest, store: Store) -> None:
    """Store a manifest, which makes its backup one, and read it back.

    Raises:
        BackupError: it could not be stored, or what came back is not what was written.
    """
    _write(manifest, manifest_key(manifest.id), "manifest", store, parse_manifest)


def write_proof(proof: Proof, store: Store) -> None:
    """Store what a verification saw, and read it back.

    Raises:
        BackupError: it could not be stored, or what came back is not what was written.
    """
    _write(proof, proof_key(proof), "proof", store, parse_proof)


def text_of(document: Document) -> bytes:
    """A manifest or a proof as it lies in the store: JSON, with a line end."""
    return TypeAdapter(type(document)).dump_json(document, indent=2) + b"\n"


def parse_manifest(text: bytes, where: str) -> Manifest:
    """The manifest that `text` holds.

    Args:
        text: JSON as the store holds it.
        where: its place, for messages.

    Raises:
        NewerError: a newer version of Holdfast wrote it.
        BackupError: it is none: cut off, damaged, or something else.
    """
    return _parse(text, where, Manifest, MANIFEST_SCHEMA)


def parse_proof(text: bytes, where: str) -> Proof:
    """The proof that `text` holds; raises as `parse_manifest` does."""
    return _parse(text, where, Proof, PROOF_SCHEMA)


class NewerError(BackupError):
    """A newer version of Holdfast wrote this: it may be good, and this version cannot tell."""

    def __init__(self, schema: str, where: str) -> None:
        happened = f"was written by a newer version of Holdfast ({schema})"
        step = "bring this host's Holdfast up to date; nothing of it is touched until then"
        super().__init__(Cause.MANIFEST, happened, where=where, next_step=step)


def _write(document: Document, key: str, role: str, store: Store, parse: Callable[[bytes, str], Document]) -> None:
    store.write(role, key, (text_of(document),))
    found = store.text(key)
    where = f"{store.where}/{key}"
    if found is None or parse(found, where) != document:
        raise BackupError(
            Cause.STORE_DAMAGED,
            f"the {role} that came back is not the one that was written",
            where=where,
            next_step="run it again; if it happens twice, see who else writes to the bucket",
        )


def _parse(text: bytes, where: str, kind: type[Document], schema: str) -> Document:
    try:
        loaded: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable("is no JSON: cut off or damaged", where) from None
    said = loaded.get("schema") if isinstance(loaded, dict) else None
    if not isinstance(said, str):
        raise _unreadable("does not say what it is", where)
    if said != schema:
        name, _, number = said.rpartition("/")
        if name == schema.rpartition("/")[0] and number.isdigit():
            raise NewerError(said, where)
        raise _unreadable("is something else", where)
    try:
        return TypeAdapter(kind).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _unreadable(f"is damaged at {place[:80] or 'its top'}", where) from None


def _unreadable(happened: str, where: str) -> BackupError:
    return BackupError(
        Cause.MANIFEST,
        happened,
        where=where,
        next_step="take another backup: `holdfast backup list` shows the good ones",
    )
