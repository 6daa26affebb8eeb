"""CodeDeploy in small: its order of events, its agent on hosts of this machine, and a load balancer before them.

Its parts are imported by their own names: every program that a host of it starts loads this package.
"""
