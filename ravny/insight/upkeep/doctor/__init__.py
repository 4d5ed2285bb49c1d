"""Does this installation stand as the keeper's handbook says?

Each check is a small function that answers one `Finding`, or None where it does not apply. A check
that cannot see says "not known"; nothing here repairs anything. The modules without models (keys,
disk, process, network) also run where the database cannot be opened.
"""
