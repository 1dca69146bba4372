"""A CLIP of ViT-B/32's size with random weights, as vitb32.py's but with numpy alone: random_vitb32.py DIR"""
import json
import pathlib
import struct
import sys

import numpy as np

rng = np.random.default_rng(0)


def weights():
    state = {"logit_scale": np.float32(2.6592).reshape(())}
    for tower, width in {"vision_model": 768, "text_model": 512}.items():
        for layer in range(12):
            at = f"{tower}.encoder.layers.{layer}."
            projections = [(f"self_attn.{p}_proj", width, width) for p in ("q", "k", "v", "out")]
            for name, rows, columns in projections + [("mlp.fc1", 4 * width, width), ("mlp.fc2", width, 4 * width)]:
                state[at + name + ".weight"] = rng.normal(0, columns ** -0.5, (rows, columns))
                state[at + name + ".bias"] = rng.normal(0, 0.02, rows)
            for norm in ("layer_norm1", "layer_norm2"):
                state[at + norm + ".weight"], state[at + norm + ".bias"] = rng.normal(1, 0.1, width), rng.normal(0, 0.02, width)
    for norm, width in (("vision_model.pre_layrnorm", 768), ("vision_model.post_layernorm", 768), ("text_model.final_layer_norm", 512)):
        state[norm + ".weight"], state[norm + ".bias"] = rng.normal(1, 0.1, width), rng.normal(0, 0.02, width)
    for name, shape, deviation in (
            ("vision_model.embeddings.class_embedding", (768,), 0.3),
            ("vision_model.embeddings.patch_embedding.weight", (768, 3, 32, 32), 3072 ** -0.5),
            ("vision_model.embeddings.position_embedding.weight", (50, 768), 0.3),
            ("text_model.embeddings.token_embedding.weight", (49408, 512), 0.3),
            ("text_model.embeddings.position_embedding.weight", (77, 512), 0.1), ("visual_projection.weight", (512, 768), 768 ** -0.5),
            ("text_projection.weight", (512, 512), 512 ** -0.5)):
        state[name] = rng.normal(0, deviation, shape)
    return state


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
header, data = {"__metadata__": {"format": "pt"}}, []
begin = 0
for name, tensor in weights().items():
    raw = np.ascontiguousarray(tensor, np.float32).tobytes()
    header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [begin, begin + len(raw)]}
    begin += len(raw)
    data.append(raw)
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(folder / "model.safetensors").write_bytes(b"".join([struct.pack("<Q", len(text)), text, *data]))
sizes = {"num_hidden_layers": 12, "hidden_act": "quick_gelu", "layer_norm_eps": 1e-5, "projection_dim": 512}
(folder / "config.json").write_text(json.dumps({
    "model_type": "clip", "projection_dim": 512,
    "vision_config": {
        **sizes, "hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12, "image_size": 224, "patch_size": 32},
    "text_config": {
        **sizes, "hidden_size": 512, "intermediate_size": 2048, "num_attention_heads": 8, "max_position_embeddings": 77,
        "vocab_size": 49408}}))
