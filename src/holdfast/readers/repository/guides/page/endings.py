"""How the names of files end by whose markup they are guides."""

ORG = (".org",)
RDOC = (".rdoc",)
TEXTILE = (".textile",)
WIKI = (".wiki", ".mediawiki")
HTML = (".html", ".htm")
STRUCTURED = (".rst", ".rest")
ASCIIDOC = (".adoc", ".asciidoc")
WIKIS = (*ORG, *RDOC, *TEXTILE, *WIKI)
