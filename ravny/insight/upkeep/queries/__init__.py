"""Questions about backups, periods and wishes; answers are plain values."""
