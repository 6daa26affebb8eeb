"""How scripts name a release, bring it, and ask whether it is well."""
