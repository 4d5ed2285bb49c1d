"""What may be done here. Every operation is one transaction and writes the journal."""
