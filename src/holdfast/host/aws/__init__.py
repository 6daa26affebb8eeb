"""The edge to AWS that several parts of a host share: clients, and what AWS refuses, in words that are safe."""
