"""Reading a photo as it is kept, and sending it."""

from django.core.files.storage import default_storage
from django.http import HttpResponse

from .models import Profile


def read_photo(profile: Profile) -> bytes:
    """The picture, WebP; b"" where there is none any more."""
    try:
        with default_storage.open(profile.photo) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return b""


def send_photo(picture: bytes) -> HttpResponse:
    """Pages show it all the same; opened by itself it is saved, and never read as a page."""
    named = {"Content-Disposition": 'attachment; filename="photo.webp"'}
    return HttpResponse(picture, content_type="image/webp", headers=named)
