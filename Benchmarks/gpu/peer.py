"""PyTorch's side of the comparisons on a GPU: reads a work a line, answers with its median seconds by the device's events, or nan.

    version                         PyTorch's version
    bf16|float32 SIZE COUNT         A·Bᵀ of SIZE×SIZE, float32 without TF32, COUNT times
    vit BATCH COUNT                 ViT-B/32 forward in bfloat16 (model.bfloat16()), no gradient
    gexia-autocast CLIPS COUNT      GEXIA's training step at the paper's size: float32 parameters, autocast to bfloat16, AdamW fused
    gexia-bf16 CLIPS COUNT          the same with parameters, gradients and AdamW's state (fused) all in bfloat16: no float32 masters
    gexia-float32 CLIPS COUNT       the same in float32
    gelu|add DTYPE SIZE COUNT       one operation
    softmax|layernorm DTYPE ROWS WIDTH COUNT
    attention BATCH LENGTH HEADS WIDTH CAUSAL COUNT     in bfloat16, of packed queries, keys and values
All eager, without torch.compile; attention is scaled_dot_product_attention.
"""
import contextlib
import os
import sys
import traceback

import torch
import torch.nn.functional as F

sys.path.insert(0, os.environ.get("GEXIA_PEERS", os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")))
import gexia
import towers

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(0)
torch.backends.cuda.matmul.allow_tf32 = False
ready = {}


def attend(q, k, v, heads, mask=None):
    """Queries, keys and values [batch, length, width]; the causal mask of a text tower is told by its shape."""
    q, k, v = towers.heads_of(q, heads), towers.heads_of(k, heads), towers.heads_of(v, heads)
    causal = mask is not None and mask.dim() == 2
    mask = None if causal or mask is None else mask.to(q.dtype)
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal).transpose(1, 2).flatten(2)


towers.attend = gexia.attend = attend


def numbers(*shape, dtype=torch.float32):
    return torch.randn(*shape, device=DEVICE).to(dtype)


def vit(batch):
    model, pixels = towers.VisionTower().to(DEVICE).bfloat16(), numbers(batch, 3, 224, 224, dtype=torch.bfloat16)

    def forward():
        with torch.no_grad():
            return model(pixels)
    return forward


def step(kind, clips):
    dtype = torch.bfloat16 if kind == "gexia-bf16" else torch.float32
    model = gexia.Gexia(towers.call).to(DEVICE).to(dtype)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2, fused=DEVICE == "cuda")
    frames, ids = numbers(clips, gexia.FRAMES, 3, 224, 224, dtype=dtype), torch.randint(1, 49000, (clips, gexia.TOKENS), device=DEVICE)
    ids[:, -1] = 49407
    diagonal = torch.arange(clips, device=DEVICE)

    def run():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(DEVICE, torch.bfloat16) if kind == "gexia-autocast" else contextlib.nullcontext():
            video, text = model.encode_video(frames, gexia.ITERATIONS), model.encode_text(ids, gexia.ITERATIONS)
        video, text = F.normalize(video.float(), dim=-1), F.normalize(text.float(), dim=-1)
        logits = model.logit_scale.float().exp() * video @ text.T
        loss = (F.cross_entropy(logits, diagonal) + F.cross_entropy(logits.T, diagonal)) / 2
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return run


def operation(name, words):
    dtype, sizes = {"bf16": torch.bfloat16, "float32": torch.float32}[words[0]], [int(word) for word in words[1:]]
    x = numbers(*sizes, dtype=dtype)
    if name == "gelu":
        return lambda: F.gelu(x)
    if name == "add":
        return lambda: x + x
    if name == "softmax":
        return lambda: torch.softmax(x, -1)
    gamma, beta = numbers(sizes[1], dtype=dtype), numbers(sizes[1], dtype=dtype)
    return lambda: F.layer_norm(x, (sizes[1],), gamma, beta)


def prepare(name, words):
    if name in ("bf16", "float32"):
        size, dtype = int(words[0]), torch.bfloat16 if name == "bf16" else torch.float32
        a, b = numbers(size, size, dtype=dtype), numbers(size, size, dtype=dtype)
        c = torch.empty_like(a)
        return lambda: torch.matmul(a, b.t(), out=c)
    if name == "vit":
        return vit(int(words[0]))
    if name.startswith("gexia-"):
        return step(name, int(words[0]))
    if name == "attention":
        batch, length, heads, width, causal = map(int, words)
        x, mask = numbers(batch, length, 3 * width, dtype=torch.bfloat16), torch.empty(0, 0) if causal else None

        def run():
            with torch.no_grad():
                return towers.attention(x, heads, mask)
        return run
    return operation(name, words)


def seconds(run):
    if DEVICE == "cpu":
        run()
        return 0.001
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    run()
    end.record()
    end.synchronize()
    return start.elapsed_time(end) / 1000


for line in sys.stdin:
    name, *words = line.split()
    if name == "version":
        print(torch.__version__, flush=True)
        continue
    *words, count = words
    key = (name, *words)
    try:
        if key not in ready:
            ready.clear()
            if DEVICE == "cuda":
                torch.cuda.empty_cache()
            ready[key] = prepare(name, words)
            for _ in range(3):
                ready[key]()
        ready[key]()
        times = [seconds(ready[key]) for _ in range(int(count))]
        print(sorted(times)[len(times) // 2], flush=True)
    except Exception:
        traceback.print_exc()
        ready.clear()
        print("nan", flush=True)
