"""Shell scripts, wherever they stand: their commands, and the facts that follow from them."""

from holdfast.readers.repository.shell.reader import READER, facts_of
from holdfast.readers.repository.shell.syntax.command import Command, Document, Failure, Redirect
from holdfast.readers.repository.shell.syntax.parse import Script, commands, parse

__all__ = ["READER", "Command", "Document", "Failure", "Redirect", "Script", "commands", "facts_of", "parse"]
