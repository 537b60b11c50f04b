"""What runs by itself: the table of jobs, and the one process that runs them."""

from onestop.scheduler.running import run, run_once
from onestop.scheduler.table import JOBS, Job, job_named

__all__ = ["JOBS", "Job", "job_named", "run", "run_once"]
