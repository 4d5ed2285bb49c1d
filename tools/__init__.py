"""What the scripts in bin/ are made of; nothing here is part of the wheel."""
