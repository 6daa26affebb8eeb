"""PowerShell and batch scripts of a team on Windows, read as the same commands in shell."""
