"""Questions about handovers, workloads, sessions and trainings."""
