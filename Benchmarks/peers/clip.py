"""CLIP ViT-B/32 and the row operations on its shapes in PyTorch: the counterpart of ClipBench.cs.

Reads one work a line (image,B text,B train,B softmax layernorm gelu quickgelu attention adamw) and answers with works per
second of processor time. Start with OMP_NUM_THREADS=1.
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), QuickGelu(), nn.Linear(4 * width, width))

    def forward(self, x, mask=None):
        x = x + self.out(attention(self.qkv(self.ln_1(x)), self.heads, mask))
        return x + self.mlp(self.ln_2(x))


def attention(packed, heads, mask=None):
    batch, tokens, width = packed.shape
    q, k, v = (part.view(batch, tokens, heads, -1).transpose(1, 2) for part in packed.chunk(3, -1))
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width // 3)


class Vision(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 768, 32, 32, bias=False)
        self.cls, self.position = nn.Parameter(torch.randn(768) * 0.02), nn.Parameter(torch.randn(50, 768) * 0.02)
        self.ln_pre, self.ln_post = nn.LayerNorm(768), nn.LayerNorm(768)
        self.blocks = nn.ModuleList(Block(768, 12) for _ in range(12))
        self.proj = nn.Parameter(torch.randn(768, 512) * 0.03)

    def tokens(self, pixels):
        x = self.conv(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), 1, 768), x], 1) + self.position
        x = self.ln_pre(x)
        for block in self.blocks:
            x = block(x)
        return x

    def forward(self, pixels):
        return self.ln_post(self.tokens(pixels)[:, 0]) @ self.proj


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.token, self.position = nn.Embedding(49408, 512), nn.Parameter(torch.randn(77, 512) * 0.01)
        self.blocks, self.ln_final = nn.ModuleList(Block(512, 8) for _ in range(12)), nn.LayerNorm(512)
        self.proj = nn.Parameter(torch.randn(512, 512) * 0.03)
        self.mask = torch.full((77, 77), float("-inf")).triu(1)

    def forward(self, ids):
        x = self.token(ids) + self.position
        for block in self.blocks:
            x = block(x, self.mask)
        return self.ln_final(x)[torch.arange(len(ids)), ids.argmax(-1)] @ self.proj


def inference(run):
    def work():
        with torch.no_grad():
            run()
    return work


def prepare(name, batch):
    if name == "image":
        model, pixels = Vision(), torch.randn(batch, 3, 224, 224)
        return inference(lambda: model(pixels))
    if name == "text":
        model, ids = Text(), torch.randint(1, 49000, (batch, 77))
        ids[:, -1] = 49407
        return inference(lambda: model(ids))
    if name == "train":
        model = Vision()
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.01)
        pixels, contraction = torch.randn(batch, 3, 224, 224), torch.randn(batch, 50, 768)

        def step():
            optimizer.zero_grad()
            model.ln_post(model.tokens(pixels)).backward(contraction)
            optimizer.step()
        return step
    tokens, hidden = torch.randn(800, 768), torch.randn(800, 3072)
    if name == "softmax":
        scores = torch.randn(9600, 50)
        return inference(lambda: scores.softmax(-1))
    if name == "layernorm":
        weight, bias = torch.ones(768), torch.zeros(768)
        return inference(lambda: F.layer_norm(tokens, (768,), weight, bias))
    if name == "gelu":
        return inference(lambda: F.gelu(hidden))
    if name == "quickgelu":
        return inference(lambda: hidden * torch.sigmoid(1.702 * hidden))
    if name == "attention":
        packed = torch.randn(16, 50, 2304)
        return inference(lambda: attention(packed, 12))
    x = nn.Parameter(torch.randn(10_000_000))
    x.grad = torch.randn(10_000_000)
    optimizer = torch.optim.AdamW([x], lr=1e-3, betas=(0.9, 0.98), eps=1e-6)
    return optimizer.step


ready = {}
for line in sys.stdin:
    name, *batch = line.strip().split(",")
    if line not in ready:
        ready[line] = prepare(name, int(batch[0]) if batch else 0)
        ready[line]()
    ready[line]()
    repeats, start, passed = 0, time.process_time(), 0
    while passed < 0.25:
        ready[line]()
        repeats += 1
        passed = time.process_time() - start
    print(repeats / passed, flush=True)
