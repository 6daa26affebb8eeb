"""Reads programs for Pulumi and CDKTF in TypeScript, JavaScript and Python by the shapes of their source."""

from holdfast.readers.repository.pulumi.reader import READER

__all__ = ["READER"]
