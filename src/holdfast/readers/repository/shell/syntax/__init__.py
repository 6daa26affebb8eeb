"""Shell text as commands: the syntax tree, its words, and where each command stands."""
