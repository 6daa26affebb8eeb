"""Which release runs on this host: written at deploy time, told by launcher, agent, `/health` and a metric."""
