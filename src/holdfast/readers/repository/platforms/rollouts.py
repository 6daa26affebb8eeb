"""How container services are released, in the words that Terraform and CloudFormation share."""

OTHERS_DO = ("CODE_DEPLOY", "EXTERNAL")
"""Controllers that make new tasks beside the old ones, whatever the service's own bounds are."""
