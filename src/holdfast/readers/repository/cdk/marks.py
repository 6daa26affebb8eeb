"""What tells a file of a CDK program from any other."""

from holdfast.model.regex import regex

IMPORTS = regex(r"aws-cdk-lib|aws_cdk|@aws-cdk/|['\"]constructs['\"]|from constructs import")
"""An import of the CDK or of its constructs, TypeScript's or Python's."""
