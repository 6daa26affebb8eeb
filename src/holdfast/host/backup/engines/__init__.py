"""The engines that make backups and bring them back: each drives proven programs, none copies a page itself."""
