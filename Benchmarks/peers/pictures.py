"""Pictures of every format with Pillow's pixels, for `Benchmarks -- pixels`.

pictures.py DIR        writes the files, for each FILE the bytes FILE.rgb of ImageOps.exif_transpose and convert("RGB"), and pictures.jsonl
pictures.py DIR small  writes cases.jsonl with small ones and what Pillow makes of them, for the tests

Needs Pillow 9.4 and numpy. Pillow 9.4 turns a TIFF while it loads it and exif_transpose turns it once more; the reference is turned once.
"""
import base64
import hashlib
import io
import json
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image, ImageFile, ImageFilter, ImageOps

ImageFile.MAXBLOCK = 1 << 24        # progressive files are written in one piece
rng = np.random.default_rng(7)
ORIENTATION = 0x0112
out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
small = sys.argv[2:] == ["small"]
index = open(out / ("cases.jsonl" if small else "pictures.jsonl"), "w")
count = {}


def smooth(width, height):
    y, x = np.mgrid[0:height, 0:width]
    a = np.stack([x / width, y / height, (x + y) / (width + height)], -1) * 255
    return Image.fromarray((a + 40 * np.sin(x / 9 + y / 13)[..., None]).clip(0, 255).astype(np.uint8))


def noise(width, height):
    return Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


def scene(width, height):
    """Blobs of colour with edges and some grain: between the two, as photographs are."""
    y, x = np.mgrid[0:height, 0:width]
    a = np.zeros((height, width, 3))
    a[:] = rng.integers(0, 256, 3)
    for _ in range(25):
        cx, cy, r = rng.integers(0, width), rng.integers(0, height), rng.integers(4, max(5, min(width, height) // 3))
        a[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = rng.integers(0, 256, 3)
    a = np.asarray(Image.fromarray(a.astype(np.uint8)).filter(ImageFilter.GaussianBlur(1))).astype(float)
    return Image.fromarray((a + rng.normal(0, 6, a.shape)).clip(0, 255).astype(np.uint8))


SIZES = [(23, 18), (17, 9)] if small else [(320, 240), (301, 227), (229, 317), (67, 45), (640, 479), (1, 1), (17, 300)]
CONTENT = [("smooth", smooth), ("noise", noise), ("scene", scene)][::2 if small else 1]


def some(n):
    """n pictures of different content and size."""
    for i in range(min(n, 2) if small else n):
        name, make = CONTENT[i % len(CONTENT)]
        yield name, make(*SIZES[i % len(SIZES)])


def emit(format, kind, data):
    if small:
        return emit_small(format, kind, data)
    number = count[format] = count.get(format, 0) + 1
    file = f"{format}-{number:03d}"        # no ending: names play no part
    (out / file).write_bytes(data)
    picture = Image.open(io.BytesIO(data))
    picture = (picture if picture.format == "TIFF" else ImageOps.exif_transpose(picture)).convert("RGB")
    (out / (file + ".rgb")).write_bytes(picture.tobytes())
    index.write(json.dumps({"file": file, "format": format, "kind": kind, "width": picture.width, "height": picture.height}) + "\n")


def emit_small(format, kind, data):
    picture = Image.open(io.BytesIO(data))
    seen, delays = [], []
    for n in range(getattr(picture, "n_frames", 1) if format in ("GIF", "WEBP", "PNG") else 1):
        picture.seek(n)
        turned = picture if picture.format == "TIFF" or n else ImageOps.exif_transpose(picture)
        seen.append(turned.convert("RGB"))
        picture.load()      # of WebP the duration is known only then
        delays.append(picture.info.get("duration", 0) / 1000)
    entry = {"format": format, "kind": kind, "data": base64.b64encode(zlib.compress(data, 9)).decode(),
             "width": seen[0].width, "height": seen[0].height,
             "frames": [hashlib.sha256(frame.tobytes()).hexdigest() for frame in seen], "delays": delays}
    if format == "JPEG":
        entry["rgb"] = base64.b64encode(zlib.compress(seen[0].tobytes(), 9)).decode()
    index.write(json.dumps(entry) + "\n")


def save(format, kind, image, **options):
    data = io.BytesIO()
    image.save(data, {"PNM": "PPM"}.get(format, format), **options)
    emit(format, kind, data.getvalue())


def oriented(format, **options):
    for value in range(1, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = value
        save(format, "oriented", scene(61 + value, 40), exif=exif, **options)


def alpha(image):
    y, x = np.mgrid[0:image.height, 0:image.width]
    image = image.convert("RGBA")
    image.putalpha(Image.fromarray(((x * 7 + y * 3) % 256).astype(np.uint8)))
    return image


def jpeg():
    for subsampling, name in ((0, "4:4:4"), (1, "4:2:2"), (2, "4:2:0")):
        for content, image in some(9):
            save("JPEG", f"{name} {content}", image, quality=90, subsampling=subsampling)
        for content, image in some(5):
            save("JPEG", f"{name} progressive {content}", image, quality=85, subsampling=subsampling, progressive=True)
    for content, image in some(6):
        save("JPEG", f"4:2:0 quality 60 {content}", image, quality=60)
        save("JPEG", f"grey {content}", image.convert("L"), quality=90)
        save("JPEG", f"CMYK {content}", image.convert("CMYK"), quality=95)
        save("JPEG", f"optimized {content}", image, quality=75, optimize=True)
        data = encoded(image.convert("CMYK"), quality=92)
        at = data.index(b"Adobe")
        emit("JPEG", "YCCK", data[:at + 11] + b"\x02" + data[at + 12:])
        emit("JPEG", "CMYK without Adobe's mark", data[:at - 4] + data[at + 12:])
        data = encoded(image, quality=92)
        data = data[:2] + data[20:]         # without JFIF's mark
        emit("JPEG", "no mark", data)
        emit("JPEG", "RGB by Adobe's mark", data[:2] + b"\xff\xee\0\x0eAdobe\0d\0\0\0\0\0" + data[2:])
    oriented("JPEG", quality=95, subsampling=0)


def encoded(image, **options):
    data = io.BytesIO()
    image.save(data, "JPEG", **options)
    return data.getvalue()


def png():
    for content, image in some(7):
        save("PNG", "RGB", image)
        save("PNG", "RGBA", alpha(image))
        save("PNG", "grey", image.convert("L"))
        save("PNG", "grey with alpha", alpha(image).convert("LA"))
        save("PNG", "palette", image.quantize(60))
        save("PNG", "1 bit", image.convert("1"))
        save("PNG", "palette of 4 bits", image.quantize(13))
        grey = Image.fromarray(np.asarray(image.convert("L")).astype(np.int32) * 257, "I").convert("I;16") if image.width > 1 else image
        save("PNG", "grey of 16 bits", grey)
    oriented("PNG")


def gif():
    for content, image in some(10):
        save("GIF", "palette", image.quantize(256))
        save("GIF", "few colours", image.quantize(5), interlace=0)
        save("GIF", "grey", image.convert("L"), interlace=1)
        save("GIF", "transparent", image.quantize(40), transparency=3)
        frames = [image.quantize(30), image.rotate(90).quantize(30)]
        save("GIF", "first of two", frames[0], save_all=True, append_images=frames[1:], duration=80)


def webp():
    for content, image in some(9):
        save("WEBP", "lossless", image, lossless=True)
        save("WEBP", "lossless with alpha", alpha(image), lossless=True, exact=True)
        save("WEBP", f"lossy {content}", image, quality=80)
        save("WEBP", f"lossy with alpha {content}", alpha(image), quality=80)
        save("WEBP", f"lossy quality 30 {content}", image, quality=30, method=6)
    for value in (2, 5, 6, 8):
        exif = Image.Exif()
        exif[ORIENTATION] = value
        save("WEBP", "oriented", scene(61 + value, 40), exif=exif, lossless=True)
    frames = [scene(90, 70), noise(90, 70)]
    save("WEBP", "first of two", frames[0], save_all=True, append_images=frames[1:], duration=80, lossless=True)


def tiff():
    for content, image in some(5):
        for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
            save("TIFF", f"RGB {compression}", image, compression=compression)
            save("TIFF", f"grey {compression}", image.convert("L"), compression=compression)
        save("TIFF", "palette", image.quantize(100))
        save("TIFF", "1 bit", image.convert("1"))
        save("TIFF", "RGBA", alpha(image))
        save("TIFF", "grey of 16 bits", Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257))
        save("TIFF", "CMYK", image.convert("CMYK"), compression="tiff_lzw")
        save("TIFF", "grey with alpha", alpha(image).convert("LA"))
        save("TIFF", "1 bit, fax", image.convert("1"), compression="group4")
        save("TIFF", "1 bit, packbits", image.convert("1"), compression="packbits")
        save("TIFF", "lzw with predictor", image, compression="tiff_lzw", tiffinfo={317: 2})
        emit("TIFF", "RGB of 16 bits", tiff16(image))
        emit("TIFF", "RGB of 16 bits, big-endian", tiff16(image, ">"))
    for value in range(1, 9):
        save("TIFF", "oriented", scene(61 + value, 40), tiffinfo={ORIENTATION: value})


def tiff16(image, order="<"):
    a = np.asarray(image).astype(np.uint16) * 256 + rng.integers(0, 256, (image.height, image.width, 3))
    pixels = a.astype(order + "u2").tobytes()
    entries = [(256, 3, 1, image.width), (257, 3, 1, image.height), (258, 3, 3, None), (259, 3, 1, 1), (262, 3, 1, 2),
               (273, 4, 1, None), (277, 3, 1, 3), (278, 3, 1, image.height), (279, 4, 1, len(pixels))]
    after = 8 + 2 + 12 * len(entries) + 4
    body = b""
    for tag, kind, number, value in entries:
        if tag == 258:
            value = after
        if tag == 273:
            value = after + 6
        is_short = kind == 3 and number == 1
        body += struct.pack(order + "HHI", tag, kind, number)
        body += struct.pack(order + "HH", value, 0) if is_short else struct.pack(order + "I", value)
    head = (b"II" if order == "<" else b"MM") + struct.pack(order + "HIH", 42, 8, len(entries))
    return head + body + struct.pack(order + "IHHH", 0, 16, 16, 16) + pixels


def bitmap(width, height, bits, palette, pixels, compression=0, masks=b""):
    offset = 54 + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(pixels), 2835, 2835, len(palette) // 4, 0) + masks + palette + pixels


def packed(indices, bits):
    rows = b""
    for row in indices:
        flat = np.unpackbits(row[:, None], axis=1)[:, 8 - bits:].reshape(-1)
        flat = np.concatenate([flat, np.zeros(-len(flat) % 32, np.uint8)])
        rows += np.packbits(flat).tobytes()
    return rows


def runs(indices, nibbles):
    data = b""
    for row in indices:
        x = 0
        while x < len(row):
            n = 1
            while x + n < len(row) and n < 255 and row[x + n] == row[x]:
                n += 1
            literal = min(len(row) - x, 254)
            if n < 3 and literal >= 4 and x % 5 == 0:
                part = row[x:x + literal // 4 * 4]
                body = bytes(part) if not nibbles else bytes(int(a) << 4 | int(b) for a, b in zip(part[::2], part[1::2]))
                data += bytes([0, len(part)]) + body + b"\0" * (len(body) % 2)
                x += len(part)
            else:
                data += bytes([n, int(row[x]) * 17 if nibbles else int(row[x])])
                x += n
        data += b"\0\0"
    return data + b"\0\1"


def bmp():
    for content, image in some(7):
        save("BMP", "24 bits", image)
        save("BMP", "8 bits", image.quantize(200))
        save("BMP", "1 bit", image.convert("1"))
        save("BMP", "grey", image.convert("L"))
        save("BMP", "32 bits", alpha(image))
        small = image.quantize(16)
        colors = bytes(sum(([b, g, r, 0] for r, g, b in np.asarray(small.getpalette()[:48] + [0] * 48)[:48].reshape(16, 3).tolist()), []))
        indices = np.asarray(small)[::-1]
        emit("BMP", "4 bits", bitmap(*image.size, 4, colors, packed(indices, 4)))
        emit("BMP", "runs of 4 bits", bitmap(*image.size, 4, colors, runs(indices, True), 2))
        few = image.filter(ImageFilter.GaussianBlur(2)).quantize(9)
        colors = bytes(sum(([b, g, r, 0] for r, g, b in np.asarray(few.getpalette() + [0] * 768)[:768].reshape(256, 3).tolist()), []))
        emit("BMP", "runs of 8 bits", bitmap(*image.size, 8, colors, runs(np.asarray(few)[::-1], False), 1))
        high = np.asarray(image)[::-1].astype(np.uint16) >> 3
        rows = (high[..., 0] << 10 | high[..., 1] << 5 | high[..., 2]).astype("<u2")
        emit("BMP", "16 bits", bitmap(*image.size, 16, b"", b"".join(r.tobytes() + b"\0" * (-len(r) * 2 % 4) for r in rows)))
        rows = (high[..., 0] << 11 | (np.asarray(image)[::-1, :, 1].astype(np.uint16) >> 2) << 5 | high[..., 2]).astype("<u2")
        lines = b"".join(r.tobytes() + b"\0" * (-len(r) * 2 % 4) for r in rows)
        emit("BMP", "16 bits, six for green", bitmap(*image.size, 16, b"", lines, 3, struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
        lines = b"".join(r[:, ::-1].tobytes() + b"\0" * (-len(r) * 3 % 4) for r in np.asarray(image))
        emit("BMP", "from the top", bitmap(image.width, -image.height, 24, b"", lines))


def tga():
    for content, image in some(7):
        for name, picture in (("24 bits", image), ("32 bits", alpha(image)), ("grey", image.convert("L")), ("palette", image.quantize(77))):
            save("TGA", name, picture)
            save("TGA", name + " runs", picture, compression="tga_rle")
        save("TGA", "from the top", image, orientation=1)
        high = np.asarray(image)[::-1].astype(np.uint16) >> 3
        packed = (high[..., 0] << 10 | high[..., 1] << 5 | high[..., 2]).astype("<u2").tobytes()
        emit("TGA", "16 bits", struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, *image.size, 16, 0) + packed)


def pnm():
    for content, image in some(7):
        a, grey = np.asarray(image), np.asarray(image.convert("L"))
        save("PNM", "P6", image)
        save("PNM", "P5", image.convert("L"))
        save("PNM", "P4", image.convert("1"))
        head = b"%d %d\n" % image.size
        emit("PNM", "P3", b"P3\n# a comment\n" + head + b"255\n" + b" ".join(b"%d" % v for v in a.reshape(-1)) + b"\n")
        emit("PNM", "P2", b"P2 " + head + b"255 " + b"\n".join(b"%d" % v for v in grey.reshape(-1)))
        emit("PNM", "P1", b"P1\n" + head + b"".join(b"01"[int(v > 128):][:1] for v in grey.reshape(-1)))
        emit("PNM", "P6 of 15", b"P6 " + head + b"15\n" + (a >> 4).astype(np.uint8).tobytes())
        emit("PNM", "P5 of 100", b"P5 " + head + b"100\n" + (grey.astype(int) * 100 // 255).astype(np.uint8).tobytes())
        emit("PNM", "P6 of 16 bits", b"P6 " + head + b"65535\n" + (a.astype(np.uint32) * 257).astype(">u2").tobytes())
        emit("PNM", "P5 of 16 bits", b"P5 " + head + b"65535\n" + (grey.astype(np.uint32) // 16).astype(">u2").tobytes())
    emit("PNM", "first pixels like white space", b"P6 2 2 255\n" + b"\n \r#\t  \n#9#\n")


def animations():
    def frames(alphas):
        still = scene(40, 30)
        for i in range(4):
            frame = still.convert("RGBA")
            frame.paste((200, 40 * i, 30, 255), (3 + 7 * i, 4, 14 + 7 * i, 20))
            if alphas:
                frame.paste((0, 0, 0, 0), (5 * i, 22, 5 * i + 9, 30))
            yield frame

    for disposal in (0, 1, 2, 3):
        first, *others = [frame.convert("RGB").quantize(32) for frame in frames(False)]
        save("GIF", f"animated, disposal {disposal}", first, save_all=True, append_images=others, duration=[70, 0, 10, 200],
             disposal=disposal, optimize=False)
        first, *others = frames(True)
        save("GIF", f"animated, transparent, disposal {disposal}", first, save_all=True, append_images=others, duration=60,
             disposal=disposal)
    for blend, disposal in ((0, 0), (0, 1), (1, 0), (1, 1), (0, 2)):
        first, *others = frames(True)
        save("PNG", f"animated, blend {blend}, disposal {disposal}", first, save_all=True, append_images=others,
             duration=[70, 0, 10, 200], blend=blend, disposal=disposal)
    for alphas in (False, True):
        first, *others = frames(alphas)
        save("WEBP", f"animated, alpha {alphas}", first, save_all=True, append_images=others, duration=[70, 5, 10, 200], lossless=True)
        save("WEBP", f"animated, lossy, alpha {alphas}", first, save_all=True, append_images=others, duration=60, quality=70)


for make in (png, jpeg, gif, webp, tiff, bmp, tga, pnm, *([animations] if small else [])):
    make()
print(count)
