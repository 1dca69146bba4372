"""Writes the small archives that the tests of weights read: plain zipfile and hand-written pickle operations, no PyTorch.

A CLIP of the smallest sizes (2 heads of 64 in the image tower, 1 in the text tower, one block each) with values that are a
function of name and index, in three forms that torch.save and torch.jit.save write. Run in this folder; the bytes are stable.
"""
import struct
import zipfile

WIDTH, TEXT, PATCH, SIDE, VOCABULARY, CONTEXT, JOINT = 64, 64, 2, 4, 12, 5, 3


def shapes():
    yield "positional_embedding", [CONTEXT, TEXT]
    yield "text_projection", [TEXT, JOINT]
    yield "logit_scale", []
    yield "visual.class_embedding", [WIDTH]
    yield "visual.positional_embedding", [(SIDE // PATCH) ** 2 + 1, WIDTH]
    yield "visual.proj", [WIDTH, JOINT]
    yield "visual.conv1.weight", [WIDTH, 3, PATCH, PATCH]
    for norm in ("visual.ln_pre", "visual.ln_post"):
        yield norm + ".weight", [WIDTH]
        yield norm + ".bias", [WIDTH]
    for tower, width in (("visual.transformer", WIDTH), ("transformer", TEXT)):
        block = tower + ".resblocks.0."
        yield block + "attn.in_proj_weight", [3 * width, width]
        yield block + "attn.in_proj_bias", [3 * width]
        yield block + "attn.out_proj.weight", [width, width]
        yield block + "attn.out_proj.bias", [width]
        yield block + "ln_1.weight", [width]
        yield block + "ln_1.bias", [width]
        yield block + "mlp.c_fc.weight", [width // 2, width]
        yield block + "mlp.c_fc.bias", [width // 2]
        yield block + "mlp.c_proj.weight", [width, width // 2]
        yield block + "mlp.c_proj.bias", [width]
        yield block + "ln_2.weight", [width]
        yield block + "ln_2.bias", [width]
    yield "token_embedding.weight", [VOCABULARY, TEXT]
    yield "ln_final.weight", [TEXT]
    yield "ln_final.bias", [TEXT]


def length(shape):
    product = 1
    for extent in shape:
        product *= extent
    return product


def values(name, shape):
    """Multiples of 1/64 in -1..1, exact in float16, so that every dtype holds the same numbers."""
    seed = sum(map(ord, name))
    return [((seed + 7 * i) % 129 - 64) / 64 for i in range(length(shape))]


class Pickle:
    def __init__(self):
        self.out = bytearray(b"\x80\x02")

    def raw(self, data):
        self.out += data
        return self

    def text(self, s):
        data = s.encode()
        return self.raw(b"X" + struct.pack("<I", len(data)) + data)

    def number(self, n):
        return self.raw(b"K" + bytes([n]) if n < 256 else b"J" + struct.pack("<i", n))

    def name(self, module, name):
        return self.raw(f"c{module}\n{name}\n".encode())

    def storage(self, kind, key, count):
        self.raw(b"(").text("storage").name("torch", kind).text(key).text("cpu").number(count)
        return self.raw(b"tQ")

    def numbers(self, items, script):
        if script:
            self.name("torch.jit._pickle", "build_intlist").raw(b"](")
            for n in items:
                self.number(n)
            return self.raw(b"e\x85R")
        self.raw(b"(")
        for n in items:
            self.number(n)
        return self.raw(b"t")

    def tensor(self, kind, key, shape, script=False):
        strides = [length(shape[i + 1:]) for i in range(len(shape))]
        self.name("torch._utils", "_rebuild_tensor_v2").raw(b"(").storage(kind, key, length(shape)).number(0)
        self.numbers(shape, script=False).numbers(strides, script=False)
        self.raw(b"\x89").name("collections", "OrderedDict").raw(b")RtR")
        return self


def archive(path, root, pickle, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as z:
        for name, data in [("data.pkl", bytes(pickle.out) + b"."), *members]:
            info = zipfile.ZipInfo(f"{root}/{name}", (1980, 1, 1, 0, 0, 0))
            info.compress_type = compression
            z.writestr(info, data)


def pack(kind, numbers):
    if kind == "BFloat16Storage":       # the upper half of float32; the values are exact in it
        return b"".join(struct.pack("<f", x)[2:] for x in numbers)
    return struct.pack("<%d%s" % (len(numbers), {"FloatStorage": "f", "HalfStorage": "e"}[kind]), *numbers)


def state_dict(path, kind, compression=zipfile.ZIP_STORED):
    pickle, members = Pickle(), []
    pickle.name("collections", "OrderedDict").raw(b")R(")
    for i, (name, shape) in enumerate(shapes()):
        pickle.text(name).tensor(kind, str(i), shape)
        members.append((f"data/{i}", pack(kind, values(name, shape))))
    # As PyTorch does: OrderedDict's own attribute _metadata.
    pickle.raw(b"u").raw(b"}").text("_metadata").raw(b"}sb")
    archive(path, "archive", pickle, members + [("byteorder", b"little"), ("version", b"3\n")], compression)


def script(path):
    """Modules as objects of __torch__ classes, float16 weights in float32 norms' company, and a program that must never be read."""
    pickle, members = Pickle(), []
    tree = {}
    for name, shape in shapes():
        at = tree
        *parents, leaf = name.split(".")
        for parent in parents:
            at = at.setdefault(parent, {})
        at[leaf] = (name, shape)

    def module(node, kind):
        pickle.name("__torch__." + kind, "Module").raw(b")\x81}(")
        pickle.text("training").raw(b"\x88").text("_is_full_backward_hook").raw(b"N")
        if kind == "clip.model":
            pickle.text("input_resolution").tensor_of_one(members, 4)
            pickle.text("sizes").numbers([1, 2, 300], script=True)
        if kind == "clip.model.resblocks.0":
            pickle.text("attn_mask").tensor("FloatStorage", "mask", [CONTEXT, CONTEXT])
        for key, child in node.items():
            pickle.text(key)
            if isinstance(child, dict):
                module(child, f"{kind}.{key}")
            else:
                name, shape = child
                storage = "FloatStorage" if ".ln_" in name else "HalfStorage"
                key = str(len(members))
                pickle.tensor(storage, key, shape)
                members.append((f"data/{key}", pack(storage, values(name, shape))))
        pickle.raw(b"ub")

    def tensor_of_one(members, value):
        pickle.tensor("LongStorage", "one", [])
        members.append(("data/one", struct.pack("<q", value)))

    pickle.tensor_of_one = tensor_of_one
    members.append(("data/mask", pack("FloatStorage", [0.0] * CONTEXT ** 2)))
    module(tree, "clip.model")
    members.append(("code/__torch__/clip/model.py", b"raise SystemExit('this must never be read')\n"))
    archive(path, "tiny", pickle, members)


if __name__ == "__main__":
    state_dict("state-float32.pt", "FloatStorage", zipfile.ZIP_DEFLATED)
    state_dict("state-bfloat16.bin", "BFloat16Storage")
    script("script-float16.pt")
