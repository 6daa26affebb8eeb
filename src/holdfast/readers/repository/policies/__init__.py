"""Documents that AWS takes one by one: policies, cross-origin rules, settings of agents."""
