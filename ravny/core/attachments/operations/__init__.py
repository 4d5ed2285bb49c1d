"""What may be done with documents. Every operation is one transaction and writes the journal."""

from .adding import begin, finish, keep_chunk
from .ending import delete, drop_unfinished, erase_documents
from .opening import note_opening, note_saving, read_chunk

__all__ = [
    "begin",
    "delete",
    "drop_unfinished",
    "erase_documents",
    "finish",
    "keep_chunk",
    "note_opening",
    "note_saving",
    "read_chunk",
]
