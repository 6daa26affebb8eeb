"""Shell scripts, wherever they stand: their commands, and the facts that follow from them."""

from holdfast.readers.repository.shell.command import Command, Document, Failure, Redirect
from holdfast.readers.repository.shell.parse import Script, commands, parse
from holdfast.readers.repository.shell.reader import READER, facts_of

__all__ = ["READER", "Command", "Document", "Failure", "Redirect", "Script", "commands", "facts_of", "parse"]
