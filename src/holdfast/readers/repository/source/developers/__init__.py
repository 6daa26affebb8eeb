"""What is a developer's and goes to production: modes, consoles, links."""
