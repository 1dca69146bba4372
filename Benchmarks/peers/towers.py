"""CLIP's two towers at ViT-B/32 size in PyTorch, random weights: packed query/key/value projections, no copies that are not needed."""
import torch
from torch import nn


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


def heads_of(x, heads):
    return x.view(*x.shape[:2], heads, -1).transpose(1, 2)


def attend(q, k, v, heads, mask=None):
    """q [batch, queries, width], k and v [batch, keys, width]; mask is added to the scores."""
    q, k, v = heads_of(q * (q.shape[-1] // heads) ** -0.5, heads), heads_of(k, heads), heads_of(v, heads)
    scores = q @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)


def attention(packed, heads, mask=None):
    return attend(*packed.chunk(3, -1), heads, mask)


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


def call(block, *inputs):
    return block(*inputs)


class VisionTower(nn.Module):
    """[frames, 3, 224, 224] -> [frames, 50, 768]. run applies a block: plainly, or as a checkpoint."""

    def __init__(self, run=call):
        super().__init__()
        self.run = run
        self.conv = nn.Conv2d(3, 768, 32, 32, bias=False)
        self.cls, self.position = nn.Parameter(torch.randn(768) * 0.02), nn.Parameter(torch.randn(50, 768) * 0.02)
        self.ln_pre, self.ln_post = nn.LayerNorm(768), nn.LayerNorm(768)
        self.blocks = nn.ModuleList(Block(768, 12) for _ in range(12))

    def blocks_of(self, pixels):
        x = self.conv(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(x), 1, 768), x], 1) + self.position
        x = self.ln_pre(x)
        for block in self.blocks:
            x = self.run(block, x)
        return x

    def forward(self, pixels):
        return self.ln_post(self.blocks_of(pixels))


class TextTower(nn.Module):
    """[texts, 77] -> [texts, 77, 512], causal."""

    def __init__(self, run=call):
        super().__init__()
        self.run = run
        self.token, self.position = nn.Embedding(49408, 512), nn.Parameter(torch.randn(77, 512) * 0.01)
        self.blocks, self.ln_final = nn.ModuleList(Block(512, 8) for _ in range(12)), nn.LayerNorm(512)
        self.register_buffer("mask", torch.full((77, 77), float("-inf")).triu(1))

    def blocks_of(self, ids):
        x = self.token(ids) + self.position
        for block in self.blocks:
            x = self.run(block, x, self.mask)
        return x

    def forward(self, ids):
        return self.ln_final(self.blocks_of(ids))
