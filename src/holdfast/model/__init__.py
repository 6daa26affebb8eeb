"""The typed values that every other floor speaks in; nothing here does input or output."""
