"""Reads Pulumi programs in TypeScript, JavaScript and Python by the shapes of their source."""

from holdfast.readers.repository.pulumi.reader import READER

__all__ = ["READER"]
