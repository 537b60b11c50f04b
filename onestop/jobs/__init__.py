"""What runs by itself: the last run of every job, for those who watch."""
