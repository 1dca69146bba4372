"""PyTorch's side of the comparisons on a GPU: reads a work a line, answers with its median seconds by the device's events.

    version                         PyTorch's version
    bf16 SIZE COUNT                 A·Bᵀ of SIZE×SIZE in bf16, COUNT times
    float32 SIZE COUNT              A·B in float32 without TF32
    softmax|layernorm ROWS WIDTH COUNT
    attention BATCH HEADS QUERIES KEYS COUNT    bf16, heads of 64, forward
    vit BATCH COUNT                 ViT-B/32 forward, see models.py
    gexia CLIPS COUNT               GEXIA's training step
"""
import sys

import torch

import models

torch.manual_seed(0)
torch.backends.cuda.matmul.allow_tf32 = False
ready = {}


def numbers(*shape, dtype=torch.float32):
    """Evenly spread between -1 and 1, as on the other side."""
    return (torch.rand(*shape, device="cuda") * 2 - 1).to(dtype)


def prepare(name, sizes):
    if name in ("bf16", "float32"):
        dtype = torch.bfloat16 if name == "bf16" else torch.float32
        a, b = numbers(sizes[0], sizes[0], dtype=dtype), numbers(sizes[0], sizes[0], dtype=dtype)
        c = torch.empty_like(a)
        return lambda: torch.matmul(a, b.t() if name == "bf16" else b, out=c)
    if name == "vit":
        return models.forward(*sizes)
    if name == "gexia":
        return models.step(*sizes)
    if name == "attention":
        batch, heads, queries, keys = sizes
        q, k, v = (numbers(batch, heads, count, 64, dtype=torch.bfloat16) for count in (queries, keys, keys))
        return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v)
    x = numbers(*sizes)
    if name == "softmax":
        return lambda: torch.softmax(x, -1)
    gamma, beta = numbers(sizes[1]), numbers(sizes[1])
    return lambda: torch.nn.functional.layer_norm(x, (sizes[1],), gamma, beta)


for line in sys.stdin:
    name, *rest = line.split()
    if name == "version":
        print(torch.__version__, flush=True)
        continue
    *sizes, count = map(int, rest)
    key = (name, *sizes)
    if key not in ready:
        ready.clear()
        torch.cuda.empty_cache()
        ready[key] = prepare(name, sizes)
        for _ in range(3):
            ready[key]()
    run = ready[key]
    run()
    times = []
    for _ in range(count):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        run()
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end) / 1000)
    print(sorted(times)[len(times) // 2], flush=True)
