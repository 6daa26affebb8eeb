"""The fixed state on AWS, decided as CDK constructs: one file per control's slug, and stacks that only wire."""
