"""Row 6 on the host: how long the certificates that lie here are still good."""
