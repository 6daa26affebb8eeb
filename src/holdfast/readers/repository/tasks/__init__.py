"""Recipes that are run by name: Makefiles, justfiles, scripts of package.json."""
