"""Groups, load balancers and platforms in guides."""
