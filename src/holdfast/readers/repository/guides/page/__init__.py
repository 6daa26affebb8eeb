"""A page of Markdown and its like, as blocks: statements, tables and code, each with its exact lines."""
