"""Programs of the AWS CDK in Java and C#, rewritten line by line into what the reader of TypeScript knows."""

from holdfast.readers.repository.other_cdk.reader import READER

__all__ = ["READER"]
