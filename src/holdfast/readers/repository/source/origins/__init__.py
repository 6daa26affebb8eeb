"""Which sites application source lets ask it from a browser: one module per way to say so."""
