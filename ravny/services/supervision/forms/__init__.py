"""What people choose and write about handovers, sessions and trainings."""
