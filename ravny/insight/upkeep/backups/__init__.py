"""Backups and what a restore needs beside them."""
