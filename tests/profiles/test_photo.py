"""Photos: looked at before they are decoded, drawn anew, served through the gate."""

import io
import struct
import time
import zlib
from html import unescape
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from profiles import actions
from profiles.choices import Audience
from profiles.models import Profile, User
from safety import actions as safety
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

GPS_TAG, ORIENTATION_TAG, ARTIST_TAG = 0x8825, 0x0112, 0x013B


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ana() -> User:
    """Somebody without a photo."""
    return MemberFactory.create(name="Ana Duarte")


@pytest.fixture
def hers(ana: User, sign_in) -> Client:
    """Her browser."""
    return sign_in(ana)


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    out = io.BytesIO()
    mode = "RGBA" if kind == "PNG" else "RGB"
    Image.new(mode, size, (180, 60, 60)).save(out, kind, **options)
    return out.getvalue()


def upload(browser: Client, content: bytes, name: str = "me.jpg") -> HttpResponse:
    return browser.post("/profile/photo/", {"photo": SimpleUploadedFile(name, content)})


def stored(user: User) -> Image.Image:
    name = Profile.objects.get(user=user).photo
    with default_storage.open(name) as file:
        return Image.open(io.BytesIO(file.read()))


def chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is `width` by `height` and holds very little."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_square_webp(hers: Client, ana: User, kind: str) -> None:
    assert upload(hers, picture(kind)).status_code == 302

    photo = stored(ana)
    assert (photo.format, photo.size) == ("WEBP", (400, 400))


def test_what_the_camera_wrote_is_gone_and_the_turn_is_kept(hers: Client, ana: User) -> None:
    image = Image.new("RGB", (600, 300), (0, 0, 200))
    image.paste((200, 0, 0), (0, 0, 300, 300))
    exif = image.getexif()
    exif[ORIENTATION_TAG] = 6
    exif[ARTIST_TAG] = "Ward 7"
    exif.get_ifd(GPS_TAG)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"Ward 7", quality=95)
    assert b"Ward 7" in out.getvalue()
    upload(hers, out.getvalue())

    name = Profile.objects.get(user=ana).photo
    with default_storage.open(name) as file:
        assert b"Ward 7" not in file.read()
    photo = stored(ana)
    assert not photo.getexif()
    top, bottom = photo.convert("RGB").getpixel((200, 20)), photo.getpixel((200, 380))
    assert top[0] > 150 > bottom[0]


@pytest.mark.parametrize(
    "given",
    [
        "../../ana-in-ward-7.php.jpg",
        "a\r\nX-Evil: ana.jpg",
        "ana\u202egpj.exe",
        'ana".jpg',
        "ana" * 100 + ".jpg",
    ],
)
def test_a_stored_name_says_nothing(hers: Client, ana: User, given: str) -> None:
    upload(hers, picture(), name=given)

    name = Profile.objects.get(user=ana).photo
    assert name.startswith("photos/")
    assert name.endswith(".webp")
    assert "ana" not in name
    assert len(Path(name).stem) == 32
    response = hers.get(f"/people/{ana.public_id}/photo/")
    assert response["Content-Disposition"] == 'attachment; filename="photo.webp"'
    assert "X-Evil" not in response


def test_a_new_photo_replaces_the_file_of_the_old(
    hers: Client, ana: User, django_capture_on_commit_callbacks
) -> None:
    upload(hers, picture())
    old = Profile.objects.get(user=ana).photo
    with django_capture_on_commit_callbacks(execute=True):
        upload(hers, picture("PNG"))

    assert not default_storage.exists(old)
    assert default_storage.exists(Profile.objects.get(user=ana).photo)


def test_taking_it_away_deletes_the_file(
    hers: Client, ana: User, django_capture_on_commit_callbacks
) -> None:
    upload(hers, picture())
    name = Profile.objects.get(user=ana).photo
    with django_capture_on_commit_callbacks(execute=True):
        assert hers.post("/profile/photo/remove/").status_code == 302

    assert Profile.objects.get(user=ana).photo == ""
    assert not default_storage.exists(name)
    assert hers.get(f"/people/{ana.public_id}/photo/").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 200,
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 200,
        b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 100,
        b"%PDF-1.7",
        picture()[:600],
        picture("PNG")[:80],
        picture("WEBP")[:40],
    ],
)
def test_what_is_no_picture_is_refused_in_words(hers: Client, ana: User, content: bytes) -> None:
    response = upload(hers, content)

    assert response.status_code == 400
    assert "lease choose another" in unescape(response.content.decode())
    assert Profile.objects.get(user=ana).photo == ""


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused_whatever_their_name(hers: Client, kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, kind)

    assert upload(hers, out.getvalue(), name="me.jpg").status_code == 400


@pytest.mark.parametrize(
    "size", [(50_000, 50_000), (20_000, 20_000), (6_400, 6_400), (65_000, 1_000)]
)
def test_a_bomb_is_refused_quickly(hers: Client, ana: User, size: tuple[int, int]) -> None:
    start = time.monotonic()
    response = upload(hers, bomb(*size), name="me.png")

    assert response.status_code == 400
    assert time.monotonic() - start < 5
    assert Profile.objects.get(user=ana).photo == ""


def test_a_file_too_large_is_refused_by_its_size(hers: Client, settings) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    response = upload(hers, picture(size=(900, 900)))

    assert response.status_code == 400
    assert "is larger than" in response.content.decode()


def test_a_picture_with_a_second_meaning_loses_it(hers: Client, ana: User) -> None:
    upload(hers, picture() + b"<html><script>alert(1)</script>")

    with default_storage.open(Profile.objects.get(user=ana).photo) as file:
        assert b"script" not in file.read()


def test_no_file_chosen_is_said_plainly(hers: Client) -> None:
    response = hers.post("/profile/photo/")

    assert response.status_code == 400
    assert "Please choose a file first." in response.content.decode()


def test_a_text_in_the_place_of_a_file_is_refused(hers: Client) -> None:
    assert hers.post("/profile/photo/", {"photo": "me.jpg"}).status_code == 400


def test_members_get_the_photo_as_a_picture_and_nothing_else(
    hers: Client, ana: User, sign_in
) -> None:
    upload(hers, picture())
    response = sign_in(MemberFactory.create()).get(f"/people/{ana.public_id}/photo/")

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response.content[:4] == b"RIFF"


def test_the_photo_passes_the_gate(hers: Client, ana: User, client: Client, sign_in) -> None:
    upload(hers, picture())
    url = f"/people/{ana.public_id}/photo/"
    blocked, stranger = MemberFactory.create(), MemberFactory.create()
    safety.block(by=ana, person=blocked)

    assert client.get(url).status_code == 302
    assert sign_in(blocked).get(url).status_code == 404
    assert sign_in(stranger).get(url).status_code == 200
    Profile.objects.filter(user=ana).update(audience=Audience.NOBODY)
    assert sign_in(stranger).get(url).status_code == 404
    assert hers.get(url).status_code == 200


def test_the_folder_of_photos_is_served_by_nobody_else(hers: Client, ana: User) -> None:
    upload(hers, picture())
    name = Profile.objects.get(user=ana).photo

    assert hers.get(f"/media/{name}").status_code == 404


def test_a_missing_file_is_a_missing_page(hers: Client, ana: User) -> None:
    upload(hers, picture())
    default_storage.delete(Profile.objects.get(user=ana).photo)

    assert hers.get(f"/people/{ana.public_id}/photo/").status_code == 404


def test_a_failed_save_leaves_no_file_behind(ana: User, tmp_path: Path, monkeypatch) -> None:
    from profiles.actions import photos

    def fail(*args: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(photos, "_replace", fail)
    with pytest.raises(RuntimeError):
        actions.set_photo(by=ana, file=io.BytesIO(picture()))

    assert list(tmp_path.rglob("*.webp")) == []


def test_the_page_offers_to_take_away_only_what_is_there(hers: Client) -> None:
    assert "Take the photo away" not in hers.get("/profile/photo/").content.decode()
    upload(hers, picture())

    assert "Take the photo away" in hers.get("/profile/photo/").content.decode()
