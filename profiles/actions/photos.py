"""A person's photo: decoded within limits, drawn anew, and kept under a name that says nothing."""

import io
import secrets
import struct
import warnings
import zlib
from collections.abc import Callable
from functools import partial
from typing import IO, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from profiles.errors import UnreadablePhoto
from profiles.models import Profile, User
from safety import audit

SIDE = 400
FORMATS = ("JPEG", "PNG", "WEBP")
Result = TypeVar("Result")
PAPER = (255, 255, 255)
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def set_photo(*, by: User, file: IO[bytes]) -> str:
    """Make `file` the person's photo; returns its stored name. Raises UnreadablePhoto.

    What is stored is drawn anew: no metadata, no second meaning, SIDE by SIDE pixels, WebP.
    """
    drawn = draw(file)
    name = default_storage.save(f"photos/{secrets.token_hex(16)}.webp", ContentFile(drawn))
    try:
        with transaction.atomic():
            _replace(by, name)
    except BaseException:
        default_storage.delete(name)
        raise
    return name


@transaction.atomic
def remove_photo(*, by: User) -> bool:
    """Take the photo away, at once; True when there was one."""
    return _replace(by, "")


def draw(file: IO[bytes]) -> bytes:
    """`file` (JPEG, PNG or WebP) as a square WebP without metadata. Raises UnreadablePhoto.

    Sizes are checked before anything is decoded, so that a small file cannot become a large image.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > settings.PHOTO_MAX_BYTES:
        raise UnreadablePhoto(
            _("This photo is larger than %(most)d MB. Please choose a smaller one.")
            % {"most": settings.PHOTO_MAX_BYTES // 1_000_000}
        )
    opened = _readably(partial(Image.open, file, formats=FORMATS))
    width, height = opened.size
    if width * height > settings.PHOTO_MAX_PIXELS:
        raise UnreadablePhoto(
            _("This photo has more than %(most)d million pixels. Please choose a smaller one.")
            % {"most": settings.PHOTO_MAX_PIXELS // 1_000_000}
        )
    return _readably(partial(_encode, opened))


def _encode(opened: Image.Image) -> bytes:
    # JPEG can be decoded at a fraction of its size; for other formats this does nothing.
    opened.draft("RGB", (2 * SIDE, 2 * SIDE))
    turned = ImageOps.exif_transpose(opened).convert("RGBA")
    square = ImageOps.fit(turned, (SIDE, SIDE), method=Image.Resampling.LANCZOS)
    photo = Image.new("RGB", (SIDE, SIDE), PAPER)
    photo.paste(square, mask=square.getchannel("A"))
    out = io.BytesIO()
    photo.save(out, "WEBP", quality=82)
    return out.getvalue()


def _readably(read: Callable[[], Result]) -> Result:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return read()
    except UNREADABLE:
        raise UnreadablePhoto(
            _("This file could not be read as a JPEG, PNG or WebP picture. Please choose another.")
        ) from None


def _replace(by: User, name: str) -> bool:
    profile = Profile.objects.select_for_update().get(user=by)
    before, profile.photo = profile.photo, name
    if before == name:
        return False
    profile.save(update_fields=["photo"])
    audit.record("set_photo" if name else "remove_photo", by=by, subject=by, about=profile)
    if before:

        def forget() -> None:
            default_storage.delete(before)

        transaction.on_commit(forget, robust=True)
    return True
