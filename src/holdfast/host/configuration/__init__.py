"""The launcher's parts: where secrets come from, which value wins, what is valid, and becoming the application."""
