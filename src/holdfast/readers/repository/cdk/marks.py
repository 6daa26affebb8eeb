"""What tells a file of a CDK program from any other."""

from holdfast.model.regex import regex

IMPORTS = regex(r"aws-cdk-lib|aws_cdk|@aws-cdk/|['\"]constructs['\"]|from constructs import")
"""An import of the CDK or of its constructs, TypeScript's or Python's."""


def imports_cdk(text: str) -> bool:
    """Whether a file imports them; most are told from those that do by two words, at a tenth of a search."""
    return ("cdk" in text or "constructs" in text) and IMPORTS.search(text) is not None
