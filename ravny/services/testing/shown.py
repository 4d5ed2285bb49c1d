"""What this room shows on pages of others: menu, the card, Today."""
