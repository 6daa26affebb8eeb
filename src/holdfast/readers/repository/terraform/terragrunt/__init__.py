"""Terragrunt: units that each run a module of Terraform with inputs of their own, and the files that they include."""
