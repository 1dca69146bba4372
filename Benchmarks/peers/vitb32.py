"""A full-size CLIP ViT-B/32 with random weights, written as a Hugging Face folder, and its features by PyTorch.

vitb32.py make DIR       writes config.json, model.safetensors, inputs.safetensors and reference.safetensors (float32 and float64)
vitb32.py compare DIR F  compares the features in F (what `gexia embed --tensors` wrote) with both references
vitb32.py load DIR       loads model.safetensors of DIR by plain parsing and compares its features with reference.safetensors
"""
import json
import pathlib
import struct
import sys

import numpy as np
import torch
import torch.nn.functional as F

LAYERS, HEADS = 12, {"vision_model": 12, "text_model": 8}
WIDTH = {"vision_model": 768, "text_model": 512}


def write(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in sorted(tensors.items()):
        raw = tensor.contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    raw = pathlib.Path(path).read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    kinds = {"F32": np.float32, "F64": np.float64, "I64": np.int64}
    result = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + size + place for place in entry["data_offsets"])
            result[name] = torch.from_numpy(np.frombuffer(raw[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"]).copy())
    return result


def weights():
    torch.manual_seed(0)
    state = {"logit_scale": torch.tensor(2.6592)}
    for tower, width in WIDTH.items():
        for layer in range(LAYERS):
            at = f"{tower}.encoder.layers.{layer}."
            projections = [(f"self_attn.{p}_proj", width, width) for p in ("q", "k", "v", "out")]
            for name, rows, columns in projections + [("mlp.fc1", 4 * width, width), ("mlp.fc2", width, 4 * width)]:
                state[at + name + ".weight"] = torch.randn(rows, columns) * columns ** -0.5
                state[at + name + ".bias"] = torch.randn(rows) * 0.02
            for norm in ("layer_norm1", "layer_norm2"):
                state[at + norm + ".weight"], state[at + norm + ".bias"] = 1 + 0.1 * torch.randn(width), 0.02 * torch.randn(width)
    for norm, width in (("vision_model.pre_layrnorm", 768), ("vision_model.post_layernorm", 768), ("text_model.final_layer_norm", 512)):
        state[norm + ".weight"], state[norm + ".bias"] = 1 + 0.1 * torch.randn(width), 0.02 * torch.randn(width)
    state["vision_model.embeddings.class_embedding"] = torch.randn(768) * 0.3
    state["vision_model.embeddings.patch_embedding.weight"] = torch.randn(768, 3, 32, 32) * 3072 ** -0.5
    state["vision_model.embeddings.position_embedding.weight"] = torch.randn(50, 768) * 0.3
    state["text_model.embeddings.token_embedding.weight"] = torch.randn(49408, 512) * 0.3
    state["text_model.embeddings.position_embedding.weight"] = torch.randn(77, 512) * 0.1
    state["visual_projection.weight"] = torch.randn(512, 768) * 768 ** -0.5
    state["text_projection.weight"] = torch.randn(512, 512) * 512 ** -0.5
    return state


def tower(state, name, x, mask=None):
    heads = HEADS[name]

    def linear(x, at):
        return F.linear(x, state[at + ".weight"], state[at + ".bias"])

    def norm(x, at):
        return F.layer_norm(x, x.shape[-1:], state[at + ".weight"], state[at + ".bias"])

    for layer in range(LAYERS):
        at = f"{name}.encoder.layers.{layer}."
        y = norm(x, at + "layer_norm1")
        q, k, v = (linear(y, f"{at}self_attn.{p}_proj").view(*x.shape[:2], heads, -1).transpose(1, 2) for p in "qkv")
        scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
        scores = scores if mask is None else scores + mask
        x = x + linear((scores.softmax(-1) @ v).transpose(1, 2).reshape(x.shape), at + "self_attn.out_proj")
        y = linear(norm(x, at + "layer_norm2"), at + "mlp.fc1")
        x = x + linear(y * torch.sigmoid(1.702 * y), at + "mlp.fc2")
    return x


def features(state, pixels, ids):
    vision = "vision_model."
    x = F.conv2d(pixels, state[vision + "embeddings.patch_embedding.weight"], stride=32).flatten(2).transpose(1, 2)
    x = torch.cat([state[vision + "embeddings.class_embedding"].expand(len(x), 1, 768), x], 1)
    x = x + state[vision + "embeddings.position_embedding.weight"]
    x = F.layer_norm(x, (768,), state[vision + "pre_layrnorm.weight"], state[vision + "pre_layrnorm.bias"])
    x = tower(state, "vision_model", x)[:, 0]
    x = F.layer_norm(x, (768,), state[vision + "post_layernorm.weight"], state[vision + "post_layernorm.bias"])
    image = x @ state["visual_projection.weight"].T
    x = state["text_model.embeddings.token_embedding.weight"][ids] + state["text_model.embeddings.position_embedding.weight"]
    x = tower(state, "text_model", x, torch.full((77, 77), float("-inf"), dtype=x.dtype).triu(1))
    x = F.layer_norm(x, (512,), state["text_model.final_layer_norm.weight"], state["text_model.final_layer_norm.bias"])
    return image, x[torch.arange(len(ids)), ids.argmax(-1)] @ state["text_projection.weight"].T


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    state = weights()
    write(folder / "model.safetensors", state)
    sizes = {"num_hidden_layers": 12, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-5, "projection_dim": 512}
    (folder / "config.json").write_text(json.dumps({
        "model_type": "clip", "projection_dim": 512,
        "vision_config": {
            **sizes, "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "image_size": 224, "patch_size": 32},
        "text_config": {
            **sizes, "hidden_size": 512, "intermediate_size": 2048, "num_attention_heads": 8, "max_position_embeddings": 77,
            "vocab_size": 49408}}))
    torch.manual_seed(1)
    pixels, ids = torch.randn(4, 3, 224, 224), torch.randint(1, 49000, (4, 77))
    for row, end in enumerate((76, 40, 12, 5)):
        ids[row, end], ids[row, end + 1:] = 49407, 0
    write(folder / "inputs.safetensors", {"pixel_values": pixels, "input_ids": ids})
    with torch.no_grad():
        image, text = features(state, pixels, ids)
        double = {name: value.double() for name, value in state.items()}
        image64, text64 = features(double, pixels.double(), ids)
    write(folder / "reference.safetensors", {
        "image_features": image, "text_features": text, "image_features_64": image64, "text_features_64": text64})


def report(reference, found):
    for name in ("image_features", "text_features"):
        ours, single, exact = found[name].double(), reference[name].double(), reference[name + "_64"]
        scale = exact.abs().max()
        cosine = F.cosine_similarity(ours, single).min()
        against = (ours - single).abs().max() / scale
        error, theirs = (ours - exact).abs().max() / scale, (single - exact).abs().max() / scale
        print(f"{name:15} cosine {cosine:.9f}  against float32 {against:.1e}  against float64 {error:.1e} "
              f"(PyTorch's own {theirs:.1e}, ratio {error / theirs:.2f})")


command, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if command == "make":
    make(folder)
elif command == "compare":
    report(read(folder / "reference.safetensors"), read(sys.argv[3]))
else:
    inputs = read(sys.argv[3] if len(sys.argv) > 3 else folder / "inputs.safetensors")
    with torch.no_grad():
        image, text = features(read(folder / "model.safetensors"), inputs["pixel_values"], inputs["input_ids"])
    beside = pathlib.Path(sys.argv[3]).parent if len(sys.argv) > 3 else folder
    report(read(beside / "reference.safetensors"), {"image_features": image, "text_features": text})
