"""PyTorch's side of the models on a GPU: ViT-B/32, CLIP's text tower and GEXIA at the paper's size, eager, with its own attention kernels.

forward(batch): ViT-B/32 to tokens, weights and activations in bf16, no gradient.
step(clips): GEXIA's training step: float32 weights under autocast to bf16; loss, backward, clipping, AdamW (PyTorch's default, foreach).
"""
import torch
import torch.nn.functional as F
from torch import nn

FRAMES, TOKENS, WIDTH, HEADS, VECTORS, ITERATIONS = 16, 77, 512, 8, 32, 3


def heads_of(x, heads):
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


def attend(q, k, v, heads, causal=False):
    y = F.scaled_dot_product_attention(heads_of(q, heads), heads_of(k, heads), heads_of(v, heads), is_causal=causal)
    return y.transpose(1, 2).flatten(2)


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), QuickGelu(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.out(attend(*self.qkv(self.ln_1(x)).chunk(3, -1), self.heads, self.causal))
        return x + self.mlp(self.ln_2(x))


class VisionTower(nn.Module):
    """[frames, 3, 224, 224] -> [frames, 50, 768]."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 768, 32, 32, bias=False)
        self.cls, self.position = nn.Parameter(torch.randn(768) * 0.02), nn.Parameter(torch.randn(50, 768) * 0.02)
        self.ln_pre, self.ln_post = nn.LayerNorm(768), nn.LayerNorm(768)
        self.blocks = nn.Sequential(*(Block(768, 12, False) for _ in range(12)))

    def forward(self, pixels):
        x = self.conv(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.to(x.dtype).expand(len(x), 1, 768), x], 1) + self.position
        return self.ln_post(self.blocks(self.ln_pre(x)))


class TextTower(nn.Module):
    """[texts, 77] -> [texts, 77, 512], causal."""

    def __init__(self):
        super().__init__()
        self.token, self.position = nn.Embedding(49408, 512), nn.Parameter(torch.randn(77, 512) * 0.01)
        self.blocks, self.ln_final = nn.Sequential(*(Block(512, 8, True) for _ in range(12))), nn.LayerNorm(512)

    def forward(self, ids):
        return self.ln_final(self.blocks(self.token(ids) + self.position))


class Approximation(nn.Module):
    """A -> Approx(A, F): cross-attention, self-attention, MLP; pre-norm and residual."""

    def __init__(self, features):
        super().__init__()
        self.ln_a, self.ln_f, self.ln_s, self.ln_m = nn.LayerNorm(WIDTH), nn.LayerNorm(features), nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query, self.key_value, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(features, 2 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.self_qkv, self.self_out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def project(self, features):
        return self.key_value(self.ln_f(features)).chunk(2, -1)

    def forward(self, a, projected):
        a = a + self.out(attend(self.query(self.ln_a(a)), *projected, HEADS))
        a = a + self.self_out(attend(*self.self_qkv(self.ln_s(a)).chunk(3, -1), HEADS))
        return a + self.mlp(self.ln_m(a))


class Iam(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.base = nn.Parameter(torch.randn(VECTORS, WIDTH) * 0.02)
        self.unrolled, self.shared, self.ln_out = Approximation(features), Approximation(features), nn.LayerNorm(WIDTH)

    def forward(self, features, iterations):
        a = self.unrolled(self.base.expand(len(features), -1, -1), self.unrolled.project(features))
        projected = self.shared.project(features)
        for _ in range(iterations):
            a = self.shared(a, projected)
        return self.ln_out(a).mean(1)


class Gexia(nn.Module):
    def __init__(self):
        super().__init__()
        self.vision, self.text = VisionTower(), TextTower()
        self.time = nn.Parameter(torch.zeros(64, 768))
        self.video_iam, self.text_iam = Iam(768), Iam(512)
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))

    def forward(self, frames, ids):
        batch, time = frames.shape[:2]
        x = self.vision(frames.flatten(0, 1)).view(batch, time, 50, 768) + self.time[:time, None]
        video, text = self.video_iam(x.flatten(1, 2), ITERATIONS), self.text_iam(self.text(ids), ITERATIONS)
        logits = self.logit_scale.exp() * F.normalize(video.float(), dim=-1) @ F.normalize(text.float(), dim=-1).T
        diagonal = torch.arange(batch, device=frames.device)
        return (F.cross_entropy(logits, diagonal) + F.cross_entropy(logits.T, diagonal)) / 2


def forward(batch):
    tower = VisionTower().cuda().bfloat16().eval()
    pixels = torch.randn(batch, 3, 224, 224, device="cuda", dtype=torch.bfloat16)

    @torch.no_grad()
    def run():
        tower(pixels)
    return run


def step(clips):
    model = Gexia().cuda()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.2)
    frames, ids = torch.randn(clips, FRAMES, 3, 224, 224, device="cuda"), torch.randint(1, 49000, (clips, TOKENS), device="cuda")

    def run():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", torch.bfloat16):
            loss = model(frames, ids)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return run
