"""Opens and seals circle text in Python: for the demonstration, tests and restore drills only.

No web process imports this module (tests/guards): what it does there happens in browsers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ravny.core.kit.errors import NotYours
from ravny.core.kit.ids import day_id
from ravny.core.staff.rosters import login_name
from ravny.core.staff.types import Actor

from . import instance, operations, queries, shares, statements
from .envelope import (
    Context,
    EnvelopeError,
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
from .operations.trust import pin_context
from .phrase import phrase_secrets
from .queries import recovery as recovery_queries
from .queries import trust as trust_queries
from .types import CircleFact, NewEpoch, RecoveryFact, WrapFact
from .types.trust import KeySignature, PhoneSignature, Recoverable, RecoveryWrapFact, TrustPerson


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
    receivers = queries.receivers(actor, kind, subject_id)
    kept = operations.create_circle(
        actor=actor,
        kind=kind,
        subject_id=subject_id,
        epoch=new_epoch(keyring, circle_id, 1, seed, receivers),
        recovery=to_recovery(actor, circle_id, 1, seed),
    )
    return queries.circle_facts([kept])[kept]


def to_recovery(actor: Actor, circle_id: UUID, number: int, seed: bytes) -> bytes | None:
    """Return an epoch's seed sealed to the recovery key, None before the ceremony."""
    root = trust_queries.living_root(actor.organisation_id)
    if root is None:
        return None
    return seal_key(root.recovery_public, wrap_context(circle_id, number, root.root_id), seed)


def new_epoch(
    keyring: Keyring, circle_id: UUID, number: int, seed: bytes, receivers: Mapping[UUID, bytes]
) -> NewEpoch:
    """Make an epoch of a seed: wrapped to these people (account id → key), signed by the maker."""
    public_key = public_key_of(seed)
    wraps = {
        account_id: seal_key(receiver, wrap_context(circle_id, number, account_id), seed)
        for account_id, receiver in receivers.items()
    }
    statement = epoch_statement(circle_id, number, public_key)
    signature = keyring.signing_key.sign(statement)
    return NewEpoch(circle_id, number, public_key, signature, wraps)


def share_keys(*, actor: Actor, keyring: Keyring) -> int:
    """Give everybody who waits what the actor holds; return how many wraps were new."""
    wraps = []
    for one in queries.missing_wraps(actor):
        seed = circle_seed(actor=actor, keyring=keyring, circle_id=one.circle_id, epoch=one.epoch)
        context = wrap_context(one.circle_id, one.epoch, one.account_id)
        envelope = seal_key(one.public_key, context, seed)
        wraps.append(WrapFact(one.circle_id, one.epoch, one.account_id, envelope))
    return operations.share_wraps(actor=actor, wraps=wraps)


def share_with_recovery(*, actor: Actor, keyring: Keyring) -> int:
    """Seal every epoch the actor holds to the recovery key; return how many were new."""
    wraps = []
    for one in queries.missing_recovery(actor):
        seed = circle_seed(actor=actor, keyring=keyring, circle_id=one.circle_id, epoch=one.epoch)
        envelope = to_recovery(actor, one.circle_id, one.epoch, seed)
        if envelope is not None:
            wraps.append(RecoveryFact(one.circle_id, one.epoch, envelope))
    return operations.keep_recovery(actor=actor, wraps=wraps)


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


def hold_ceremony(
    *,
    actor: Actor,
    officers: Collection[UUID],
    seed: bytes,
    before: shares.RootKeys | None = None,
    lost: bool = False,
) -> shares.RootKeys:
    """Make a root of a seed (32 bytes) and sign the officers; `before`: the root it succeeds."""
    keys = shares.keys_of(seed)
    recovery_public = public_key_of(keys.recovery_seed)
    statement = statements.root(actor.organisation_id, keys.root_public, recovery_public)
    people = trust_queries.trust_board(actor).people
    operations.keep_root(
        actor=actor,
        root_public=keys.root_public,
        recovery_public=recovery_public,
        signature=keys.signing_key.sign(statement),
        officers=[
            _signed(keys.signing_key, actor, "officer", one)
            for one in people
            if one.account_id in officers
        ],
        succession=before.signing_key.sign(statement) if before else None,
        lost=lost,
    )
    return keys


def _signed(key: Ed25519PrivateKey, actor: Actor, kind: str, one: TrustPerson) -> KeySignature:
    said = statements.officer if kind == "officer" else statements.member
    hashed = statements.key_hash(one.public_key)
    statement = said(actor.organisation_id, one.account_id, hashed, one.signing_public)
    return KeySignature(one.account_id, hashed, one.signing_public, key.sign(statement))


def certify(*, actor: Actor, keyring: Keyring) -> int:
    """Sign every person and phone that waits, as an officer would; return how many."""
    board = trust_queries.trust_board(actor)
    key, states = keyring.signing_key, {"waiting", "orphan"}
    phones = []
    for one in board.phones:
        if one.standing.state in states:
            hashed = statements.key_hash(one.public_key)
            said = statements.phone(actor.organisation_id, one.phone_id, one.account_id, hashed)
            phones.append(PhoneSignature(one.phone_id, hashed, key.sign(said)))
    waiting = [one for one in board.people if one.standing.state in states]
    members = [_signed(key, actor, "member", one) for one in waiting]
    return operations.sign(actor=actor, members=members, phones=phones)


def pin(*, actor: Actor, keyring: Keyring, root_public: bytes) -> None:
    """Keep the root's public key (32 bytes) as one the actor has compared."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"ravny pin 1")
    envelope = wrap(key.derive(keyring.seed), pin_context(actor.account_id), root_public)
    operations.pin_root(actor=actor, envelope=envelope)


def recover(*, actor: Actor, account_id: UUID, sheets: Sequence[Sequence[str]]) -> int:
    """Give somebody what two typed sheets open; return how many epochs were new to them.

    An epoch that does not open, or is another than its public key says, stays shut. Raises
    ShareError for the sheets, NotYours and DomainError as the operation does.
    """
    root = trust_queries.living_root(actor.organisation_id)
    if root is None:
        raise NotYours
    parts = [shares.read(rows, root.root_public) for rows in sheets]
    keys = shares.keys_of(shares.combine(parts))
    if keys.root_public != root.root_public:
        raise shares.ShareError("other_root")
    person = recovery_queries.person_for(actor, account_id)
    stored = shut = 0
    while True:
        found = recovery_queries.recoverable(actor, person, skip=shut)
        wraps = [_resealed(one, found, root.root_id, keys.recovery_seed) for one in found.epochs]
        opened = [one for one in wraps if one is not None]
        given = operations.give_recovered(actor=actor, account_id=account_id, wraps=opened)
        stored, shut = stored + given.stored, shut + len(wraps) - len(opened)
        if given.left <= shut:
            return stored


def _resealed(
    one: RecoveryWrapFact, found: Recoverable, root_id: UUID, recovery_seed: bytes
) -> WrapFact | None:
    """Return an epoch sealed to its person, None where it does not open or is another."""
    try:
        context = wrap_context(one.circle_id, one.epoch, root_id)
        seed = open_key(recovery_seed, context, one.envelope)
    except EnvelopeError:
        return None
    if public_key_of(seed) != one.public_key:
        return None
    context = wrap_context(one.circle_id, one.epoch, found.account_id)
    sealed = seal_key(found.public_key, context, seed)
    return WrapFact(one.circle_id, one.epoch, found.account_id, sealed)
