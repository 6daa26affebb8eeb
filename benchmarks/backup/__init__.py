"""Speed, memory and kills of backups, beside what a user would take instead."""
