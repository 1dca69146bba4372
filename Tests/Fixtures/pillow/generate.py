"""Pillow's bytes for CLIP's preprocessing of generated pictures: writes cases.jsonl beside this file.

Every picture is a PNG of our own making, so that the same samples exist on both sides: sample c of pixel (x, y) is
(x * 73 + y * 151 + c * 59 + x * y * 7) * 40503 mod 65536, of which the high bits of the sample's depth are taken. What is compared is
image.convert("RGB"), then the short side to R by bicubic, then the middle R x R (offset rounded half to even); the line holds the
SHA-256 of those bytes and of the converted picture's.  Run with: python3 generate.py
"""
import hashlib, io, json, os, struct, zlib
from PIL import Image
import PIL

COLORS = {"grey": (0, 1), "rgb": (2, 3), "palette": (3, 1), "grey_alpha": (4, 2), "rgba": (6, 4)}


def sample(x, y, c, depth):
    return ((x * 73 + y * 151 + c * 59 + x * y * 7) * 40503 % 65536) >> (16 - depth)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, color, depth, transparent):
    number, channels = COLORS[color]
    rows = bytearray()
    for y in range(height):
        bits = 0
        for x in range(width):
            for c in range(channels):
                bits = bits << depth | sample(x, y, c, depth)
        count = width * channels * depth
        padding = -count % 8
        rows += b"\0" + (bits << padding).to_bytes((count + padding) // 8, "big")
    body = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, number, 0, 0, 0))
    if color == "palette":
        body += chunk(b"PLTE", bytes((i * 37 + c * 101) % 256 for i in range(1 << depth) for c in range(3)))
    if transparent:
        alphas = bytes(i * 11 % 256 for i in range(1 << depth))
        body += chunk(b"tRNS", alphas if color == "palette" else struct.pack(">" + "H" * channels, *[1] * channels))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IDAT", zlib.compress(bytes(rows), 1)) + chunk(b"IEND", b"")


def cases():
    depths = {"grey": (1, 2, 4, 8, 16), "rgb": (8, 16), "palette": (1, 2, 4, 8), "grey_alpha": (8, 16), "rgba": (8, 16)}
    for color, some in depths.items():
        for depth in some:
            for transparent in (False, True) if color in ("grey", "rgb", "palette") else (False,):
                yield color, depth, transparent, 37, 53, 32
    for color in ("rgb", "rgba", "grey", "grey_alpha"):
        for width, height, size in ((1, 1, 32), (1, 1, 1), (2, 1, 32), (1, 700, 16), (900, 1, 16), (3, 500, 32), (1200, 2, 24),
                                    (33, 32, 32), (32, 35, 32), (39, 32, 32), (32, 37, 32), (41, 32, 32), (32, 43, 32), (45, 32, 32),
                                    (64, 64, 32), (31, 47, 32), (333, 251, 64), (251, 333, 64), (640, 360, 48), (17, 5, 224)):
            yield color, 8, False, width, height, size


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.jsonl"), "w") as out:
    for color, depth, transparent, width, height, size in cases():
        image = Image.open(io.BytesIO(png(width, height, color, depth, transparent))).convert("RGB")
        converted = image.tobytes()
        short = min(image.size)
        wide = int(size * image.width / short) if image.width > image.height else size
        high = int(size * image.height / short) if image.height > image.width else size
        image = image.resize((wide, high), Image.BICUBIC)
        left, top = int(round((wide - size) / 2.0)), int(round((high - size) / 2.0))
        image = image.crop((left, top, left + size, top + size))
        out.write(json.dumps({
            "color": color, "depth": depth, "transparent": transparent, "width": width, "height": height, "size": size,
            "rgb": hashlib.sha256(converted).hexdigest(), "square": hashlib.sha256(image.tobytes()).hexdigest()}) + "\n")
print("Pillow", PIL.__version__)
