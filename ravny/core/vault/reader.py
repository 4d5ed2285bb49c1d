"""Opens and seals circle text in Python: for the demonstration, tests and restore drills only.

No web process imports this module (tests/guards): what it does there happens in browsers.
"""

from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.rosters import login_name
from ravny.core.staff.types import Actor

from . import instance, operations, queries
from .envelope import (
    Context,
    new_seed,
    open_key,
    open_sealed,
    parse_header,
    public_key_of,
    seal,
    seal_key,
    unwrap,
    wrap,
)
from .operations.circles import epoch_statement, keyring_context, wrap_context
from .phrase import phrase_secrets
from .types import CircleFact, NewEpoch, WrapFact


@dataclass(frozen=True)
class Keyring:
    """A person's two private seeds (32 bytes each): X-Wing opens, Ed25519 signs."""

    account_id: UUID
    seed: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The key that signs what this person made."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)


def new_keyring(account_id: UUID) -> Keyring:
    """Return fresh keys for a person."""
    return Keyring(account_id, new_seed(), new_seed())


def keep_keyring(*, actor: Actor, keyring: Keyring, wrapping_key: bytes) -> None:
    """Keep a keyring under a wrapping key (32 bytes), as joining does."""
    secret = keyring.seed + keyring.signing_seed
    operations.save_keyring(
        actor=actor,
        public_key=public_key_of(keyring.seed),
        signing_public=keyring.signing_key.public_key().public_bytes_raw(),
        keyring=wrap(wrapping_key, keyring_context(keyring.account_id), secret),
    )


def make_staff_keyring(*, actor: Actor, phrase: str) -> Keyring:
    """Make and keep a person's keys under their phrase (Argon2id: 0.2 seconds)."""
    secrets = phrase_secrets(phrase, instance.instance_id(), login_name(actor))
    keyring = new_keyring(actor.account_id)
    keep_keyring(actor=actor, keyring=keyring, wrapping_key=secrets.wrapping)
    return keyring


def open_keyring(*, actor: Actor, wrapping_key: bytes) -> Keyring:
    """Open the actor's keyring; raises EnvelopeError for another phrase, NotYours for none."""
    sealed = queries.own_keyring(actor)
    if sealed is None:
        raise NotYours
    secret = unwrap(wrapping_key, keyring_context(actor.account_id), sealed)
    return Keyring(actor.account_id, secret[:32], secret[32:])


def make_circle(*, actor: Actor, keyring: Keyring, kind: str, subject_id: UUID) -> CircleFact:
    """Make a circle with wraps for everybody who belongs and has keys; return how to seal to it."""
    seed, circle_id = new_seed(), day_id()
    public_key = public_key_of(seed)
    wraps = {
        account_id: seal_key(receiver, wrap_context(circle_id, 1, account_id), seed)
        for account_id, receiver in queries.receivers(actor, kind, subject_id).items()
    }
    statement = epoch_statement(circle_id, 1, public_key)
    epoch = NewEpoch(circle_id, 1, public_key, keyring.signing_key.sign(statement), wraps)
    kept = operations.create_circle(actor=actor, kind=kind, subject_id=subject_id, epoch=epoch)
    return queries.circle_facts([kept])[kept]


def share_keys(*, actor: Actor, keyring: Keyring) -> int:
    """Give everybody who waits what the actor holds; return how many wraps were new."""
    wraps = []
    for one in queries.missing_wraps(actor):
        seed = circle_seed(actor=actor, keyring=keyring, circle_id=one.circle_id, epoch=one.epoch)
        context = wrap_context(one.circle_id, one.epoch, one.account_id)
        envelope = seal_key(one.public_key, context, seed)
        wraps.append(WrapFact(one.circle_id, one.epoch, one.account_id, envelope))
    return operations.share_wraps(actor=actor, wraps=wraps)


def circle_seed(*, actor: Actor, keyring: Keyring, circle_id: UUID, epoch: int) -> bytes:
    """Return an epoch's seed out of the actor's own wrap; raises NotYours without one."""
    for one in queries.wraps_for(actor, [circle_id]):
        if one.epoch == epoch:
            context = wrap_context(circle_id, epoch, actor.account_id)
            return open_key(keyring.seed, context, one.envelope)
    raise NotYours


def seal_text(*, circle: CircleFact, kind: str, object_id: UUID, text: str) -> bytes:
    """Seal text to a circle for one row and field."""
    context = Context(circle.circle_id, circle.epoch, kind, object_id)
    return seal(circle.public_key, context, text.encode())


def open_text(
    *, actor: Actor, keyring: Keyring, envelope: bytes, kind: str, object_id: UUID
) -> str:
    """Open sealed text as its reader would; raises NotYours or EnvelopeError."""
    header = parse_header(envelope)
    seed = circle_seed(actor=actor, keyring=keyring, circle_id=header.circle, epoch=header.epoch)
    context = Context(header.circle, header.epoch, kind, object_id)
    return open_sealed(seed, context, envelope).content.decode()
