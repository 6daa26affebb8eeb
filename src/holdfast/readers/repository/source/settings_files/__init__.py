"""Files of settings as flat lists of keys with their lines."""
