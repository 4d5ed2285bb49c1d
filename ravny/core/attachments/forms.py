"""What a browser posts with a document. Forms, so that signed entries come along (vault)."""

from typing import Any

from django import forms

from ravny.core.vault import wire

from .types import NewAttachment


class BeginForm(forms.Form):
    """A sealed header and how many pieces will come."""

    id = forms.UUIDField()
    home = forms.CharField(max_length=16)
    subject = forms.UUIDField()
    about = forms.CharField()
    chunks = forms.IntegerField(min_value=0)

    def new(self) -> NewAttachment:
        """Return what was posted; raises DomainError for what no page of ours sends."""
        if not self.is_valid():
            raise wire.unreadable()
        told: dict[str, Any] = self.cleaned_data
        return NewAttachment(
            attachment_id=told["id"],
            home=told["home"],
            subject_id=told["subject"],
            about=wire.octets(told["about"]),
            chunks=told["chunks"],
        )
