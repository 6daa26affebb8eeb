"""Manifests and proofs as they lie in the store: written last, read back, and read with suspicion.

The last line of each is the SHA-256 of everything before it, so that a bit that flips in it is noticed. What was
written before there were such lines has none, and is read as it is.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.store import Store
from holdfast.model.backup import MANIFEST_SCHEMA, PROOF_SCHEMA, Fault, Kind, Manifest, Proof

BACKUPS = "backups/"
PROOFS = "proofs/"
FILE_NAME = "manifest.json"

Document = TypeVar("Document", Manifest, Proof)

_CHECKSUM = "sha256"
_LAST_LINE = re.compile(rb',\n  "sha256": "([0-9a-f]{64})"\n}\n\Z')


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
    _write(manifest, manifest_key(manifest.id), "manifest", store)


def write_proof(proof: Proof, store: Store) -> None:
    """Store what a verification saw, and read it back.

    Raises:
        BackupError: it could not be stored, or what came back is not what was written.
    """
    _write(proof, proof_key(proof), "proof", store)


def text_of(document: Document) -> bytes:
    """A manifest or a proof as it lies in the store: JSON, its own checksum last, with a line end."""
    body = TypeAdapter(type(document)).dump_json(document, indent=2).removesuffix(b"\n}")
    return body + f',\n  "{_CHECKSUM}": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode()


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


class UnreadableError(BackupError):
    """A manifest or a proof that is none.

    Args:
        fault: why, in one word.
        happened: the same as a sentence.
        where: its place.
        next_step: what the reader does now.
        params: the particulars of `fault`.
    """

    def __init__(self, fault: Fault, happened: str, *, where: str, next_step: str = "", **params: str) -> None:
        step = next_step or "take another backup: `holdfast backup list` shows the good ones"
        super().__init__(Cause.MANIFEST, happened, where=where, next_step=step)
        self.fault = fault
        self.params: Mapping[str, str] = params


class NewerError(UnreadableError):
    """A newer version of Holdfast wrote this: it may be good, and this version cannot tell."""

    def __init__(self, schema: str, where: str) -> None:
        happened = f"was written by a newer version of Holdfast ({schema})"
        step = "bring this host's Holdfast up to date; nothing of it is touched until then"
        super().__init__(Fault.NEWER, happened, where=where, next_step=step, schema=schema)


def _write(document: Document, key: str, role: str, store: Store) -> None:
    text = text_of(document)
    store.write(role, key, (text,))
    found = store.text(key)
    where = f"{store.where}/{key}"
    if found != text:
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
        raise UnreadableError(Fault.NO_JSON, "is no JSON: cut off or damaged", where=where) from None
    said = loaded.get("schema") if isinstance(loaded, dict) else None
    if not isinstance(said, str):
        raise UnreadableError(Fault.UNSAID, "does not say what it is", where=where)
    if said != schema:
        name, _, number = said.rpartition("/")
        # Before its checksum: a newer version may have another one, and what it wrote must not be called damaged.
        if name == schema.rpartition("/")[0] and number.isdigit():
            raise NewerError(said, where)
        raise UnreadableError(Fault.ANOTHER_KIND, "is something else", where=where)
    if not _is_as_written(text, loaded.keys() - {one.name for one in fields(kind)}):
        raise UnreadableError(Fault.FLIPPED, "is not as it was written: its checksum is another", where=where)
    try:
        return TypeAdapter(kind).validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:80] or "its top"
        raise UnreadableError(Fault.DAMAGED, f"is damaged at {place}", where=where, place=place) from None


def _is_as_written(text: bytes, unknown: set[str]) -> bool:
    """Whether the checksum is right, or there never was one.

    Args:
        text: as the store holds it.
        unknown: names of values that no version without checksums wrote: one of them may be the checksum's, flipped.
    """
    found = _LAST_LINE.search(text)
    if found is None:
        return not unknown
    return hashlib.sha256(text[: found.start()]).hexdigest().encode() == found[1]
