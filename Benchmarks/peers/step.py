"""One training step of the miniature model (spec 12.3) in PyTorch: the counterpart of MiniatureStep.cs, layer for layer.

Works are S, LL and LS; answers are steps per second.
"""
import torch
import torch.nn.functional as F
from torch import nn

from peer import serve

BATCH, SIZE, PATCH, WIDTH, HEADS, VOCABULARY, CONTEXT, VECTORS = 32, 24, 8, 64, 4, 31, 36, 8
KINDS = {"S": (4, 12, 1, 1), "LL": (8, 36, 3, 3), "LS": (8, 18, 3, 1)}


def heads(x):
    return x.view(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)


def attend(q, k, v, mask=None):
    scores = heads(q) @ heads(k).transpose(-1, -2) / (WIDTH // HEADS) ** 0.5
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ heads(v)).transpose(1, 2).reshape(q.shape)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x, mask=None):
        x = x + self.out(attend(*self.qkv(self.ln_1(x)).chunk(3, -1), mask))
        return x + self.mlp(self.ln_2(x))


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(WIDTH, WIDTH) for _ in range(4))


class Step(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_a, self.ln_f, self.ln_s, self.ln_m = (nn.LayerNorm(WIDTH) for _ in range(4))
        self.cross, self.self_ = Attention(), Attention()
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))

    def project(self, features):
        features = self.ln_f(features)
        return self.cross.k(features), self.cross.v(features)

    def forward(self, a, projected, mask):
        a = a + self.cross.o(attend(self.cross.q(self.ln_a(a)), *projected, mask))
        s = self.ln_s(a)
        a = a + self.self_.o(attend(self.self_.q(s), self.self_.k(s), self.self_.v(s)))
        return a + self.mlp(self.ln_m(a))


class Iam(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Parameter(torch.randn(VECTORS, WIDTH) * 0.15)
        self.unrolled, self.shared, self.ln_out = Step(), Step(), nn.LayerNorm(WIDTH)

    def forward(self, features, iterations, mask=None):
        a = self.unrolled(self.base.expand(len(features), -1, -1), self.unrolled.project(features), mask)
        projected = self.shared.project(features)
        for _ in range(iterations):
            a = self.shared(a, projected, mask)
        return F.normalize(self.ln_out(a).mean(1), dim=-1)


class Gexia(nn.Module):
    def __init__(self):
        super().__init__()
        patches = (SIZE // PATCH) ** 2
        self.patch = nn.Linear(3 * PATCH * PATCH, WIDTH, bias=False)
        self.cls, self.position = nn.Parameter(torch.randn(WIDTH) * 0.02), nn.Parameter(torch.randn(patches + 1, WIDTH) * 0.02)
        self.ln_pre, self.ln_post = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.vision = nn.ModuleList(Block() for _ in range(2))
        self.time = nn.Parameter(torch.zeros(64, WIDTH))
        self.token, self.text_position = nn.Embedding(VOCABULARY, WIDTH), nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.01)
        self.text, self.ln_final = nn.ModuleList(Block() for _ in range(2)), nn.LayerNorm(WIDTH)
        self.video_iam, self.text_iam = Iam(), Iam()
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))

    def encode_video(self, frames, iterations):
        batch, count = frames.shape[:2]
        side = SIZE // PATCH
        x = frames.view(batch * count, 3, side, PATCH, side, PATCH).permute(0, 2, 4, 1, 3, 5).reshape(batch * count, side * side, -1)
        x = torch.cat([self.cls.expand(batch * count, 1, WIDTH), self.patch(x)], 1) + self.position
        x = self.ln_pre(x)
        for block in self.vision:
            x = block(x)
        x = self.ln_post(x).view(batch, count, -1, WIDTH) + self.time[:count, None]
        return self.video_iam(x.reshape(batch, -1, WIDTH), iterations)

    def encode_text(self, ids, iterations):
        length = ids.shape[1]
        x = self.token(ids) + self.text_position[:length]
        causal = torch.full((length, length), float("-inf")).triu(1)
        for block in self.text:
            x = block(x, causal)
        mask = torch.zeros(len(ids), 1, 1, length)
        return self.text_iam(self.ln_final(x), iterations, mask)


model = Gexia()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.05)


def step(frames, ids, iterations):
    logits = model.logit_scale.exp() * model.encode_video(frames, iterations[0]) @ model.encode_text(ids, iterations[1]).T
    diagonal = torch.arange(BATCH)
    loss = (F.cross_entropy(logits, diagonal) + F.cross_entropy(logits.T, diagonal)) / 2
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()


def prepare(name):
    count, length, *iterations = KINDS[name]
    frames, ids = torch.randn(BATCH, count, 3, SIZE, SIZE), torch.randint(1, VOCABULARY - 1, (BATCH, length))
    return lambda: step(frames, ids, iterations), 1


serve(prepare)
