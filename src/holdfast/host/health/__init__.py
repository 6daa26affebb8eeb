"""Row 4 on the host: what is asked, what the answers mean, and who is told."""
