"""Reads AWS CDK programs in TypeScript, JavaScript and Python by the shapes of their source."""

from holdfast.readers.repository.cdk.reader import READER

__all__ = ["READER"]
