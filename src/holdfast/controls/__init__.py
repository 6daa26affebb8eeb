"""The twelve judgements: pure functions, model in, findings out."""
