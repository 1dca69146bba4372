#!/usr/bin/env python3
"""Writes cases.jsonl and digests.json beside this file: what Python makes of awkward text. Unicode 14.0 with Python 3.11.

    python3 Tests/Fixtures/text/generate.py
"""
import hashlib
import html
import json
import pathlib
import random
import re
import unicodedata

HERE = pathlib.Path(__file__).parent
POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

AWKWARD = [
    "", " ", "\ufeffbom first", "a\0b", "\x1c\x1d in between \x1e\x1f", "a \x1c b", "\u3000wide\u2003space\u200bzero",
    "e\u0301 cafe\u0301 \u0301alone", "q\u0307\u0323 q\u0323\u0307", "\u0344", "\u212b \u2126 \u212a", "\u0958\u0915\u093c",
    "\u1100\u1161\u11a8 \uac00\u11a8 \u1100\u1161 \uac01\u11a8 \u11a8\u1161", "\uac00\u0301", "\ufb1d \ufb2a", "\U0001d15e \U0001d1bf",
    "a\u0305\u0300\u0315\u0062", "\u0a3c\u0334\u0332\u0334", "\u1ea4\u1ebf vie\u0323\u0302t",
    "\u0130stanbul \u0130\u0327 I\u0307 i\u0307 \u0131I",
    "\u03a3 \u03a3\u03a3 \u039f\u0394\u039f\u03a3 \u039f\u0394\u039f\u03a3. \u03a3\u0391 A\u03a3\u0301 A\u03a3\u0301B A.\u03a3 "
    "A.\u03a3.B 1\u03a3 \u02b0\u03a3 A\u00ad\u03a3\u00ad",
    "STRASSE \u1e9e \u01c5 \u01c8 \u1f88 \u2160 \u24b6 \U00010400 \ua64a \u13a0 \u10a0 \u1c90",
    "\U0001f600\u200d\U0001f468 \U0001f1eb\U0001f1f7 \U0001f3fd", "&amp;amp;lt;b&amp;gt;", "&lt;b&gt;&quot;&apos;&nbsp;&copy;",
    "&copy &copyit &notit; &notin; &not",
    "&#65;&#x42;&#X43&#68 &#0; &#128; &#x9f; &#x81; &#11; &#xfdd0; &#x1ffff; &#xd800; &#1114112; &#99999999999999999999; &#; &#x; &#xg; &",
    "&;&&amp &AMP; &unknown; &CounterClockwiseContourIntegral; &CounterClockwiseContourIntegralX; &fjlig; &nvlt;",
    "&\U0001f600; &am\U0001f600p;",
    "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;", "&lt&lt;&ltx &#60 &#060b", "e&#x301; &#x41;&#x30a;", "&amp;#x26;amp;",
]


def clean(text):
    text = html.unescape(html.unescape(unicodedata.normalize("NFC", text))).strip()
    return WHITE_SPACE.sub(" ", text).strip().lower()


def random_texts(count):
    rng = random.Random(1)
    pools = [range(0x20, 0x7F), range(0xA0, 0x250), range(0x300, 0x370), range(0x370, 0x400), range(0x1E00, 0x2000),
             range(0x1100, 0x1200), range(0xAC00, 0xAD00), range(0x900, 0xE00), range(0x1D150, 0x1D1F0), range(0x2000, 0x2030)]
    for _ in range(count):
        some = rng.sample(pools, 3)
        text = "".join(chr(rng.choice(rng.choice(some))) for _ in range(rng.randint(1, 24)))
        yield unicodedata.normalize("NFD", text) if rng.random() < 0.5 else text
    names = sorted(html.entities.html5)
    for _ in range(count // 2):
        yield "".join("&" + rng.choice(names)[: rng.choice([3, 4, 5, 99])] + rng.choice(["", "", ";", "x", " "]) for _ in range(5))


with open(HERE / "cases.jsonl", "w", encoding="ascii", newline="\n") as out:
    for text in AWKWARD + list(random_texts(160)):
        out.write(json.dumps({"text": text, "nfc": unicodedata.normalize("NFC", text), "lower": text.lower(),
                              "unescaped": html.unescape(text), "clean": clean(text)}) + "\n")


def digest(of):
    return hashlib.sha256("\n".join(of(chr(c)) for c in POINTS).encode()).hexdigest()


(HERE / "digests.json").write_text(json.dumps({
    "nfc": digest(lambda c: unicodedata.normalize("NFC", c)),
    "nfc_marks": digest(lambda c: unicodedata.normalize("NFC", "a" + c + "\u0301\u0323")),
    "lower": digest(lambda c: c.lower()),
    "sigma": digest(lambda c: ("A" + c + "\u03a3" + c + "A \u03a3" + c + "\u03a3").lower()),
}, indent=1) + "\n", encoding="ascii")
