"""CLIP ViT-B/32 and the row operations on its shapes in PyTorch: the counterpart of ClipBench.cs.

Works are image,B text,B train,B softmax layernorm gelu quickgelu attention adamw; answers are works per second.
"""
import torch
import torch.nn.functional as F
from torch import nn

from peer import serve
from towers import TextTower, VisionTower, attention


class Image(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower, self.proj = VisionTower(), nn.Parameter(torch.randn(768, 512) * 0.03)

    def forward(self, pixels):
        return self.tower.ln_post(self.tower.blocks_of(pixels)[:, 0]) @ self.proj


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower, self.proj = TextTower(), nn.Parameter(torch.randn(512, 512) * 0.03)

    def forward(self, ids):
        return self.tower.ln_final(self.tower.blocks_of(ids)[torch.arange(len(ids)), ids.argmax(-1)]) @ self.proj


def inference(run):
    def work():
        with torch.no_grad():
            run()
    return work


def works(name, batch):
    if name == "image":
        model, pixels = Image(), torch.randn(batch, 3, 224, 224)
        return inference(lambda: model(pixels))
    if name == "text":
        model, ids = Text(), torch.randint(1, 49000, (batch, 77))
        ids[:, -1] = 49407
        return inference(lambda: model(ids))
    if name == "train":
        model = VisionTower()
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.01)
        pixels, contraction = torch.randn(batch, 3, 224, 224), torch.randn(batch, 50, 768)

        def step():
            optimizer.zero_grad(set_to_none=True)
            model(pixels).backward(contraction)
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


def prepare(work):
    name, *batch = work.split(",")
    return works(name, int(batch[0]) if batch else 0), 1


serve(prepare)
