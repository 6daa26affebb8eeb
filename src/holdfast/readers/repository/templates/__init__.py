"""Reads CloudFormation and SAM templates, synthesized CDK output, serverless files and Beanstalk options."""

from holdfast.readers.repository.templates.document import READER

__all__ = ["READER"]
