"""Where a front end sends its visitors by what it is built or hosted with."""
