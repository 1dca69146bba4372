"""S-ViLM in PyTorch, written from docs/svilm.md: video encoders, group tokens, text tower and the three losses, by the project's names.

svilm.py                   serves the counterpart of SViLMStep.cs, see paired.py: one training step of the Base model; answers are steps per
                           second.
svilm.py --golden FILE     writes Tests/Fixtures/golden/svilm.safetensors: parameters, inputs, outputs, losses and all gradients of small
                           models, computed in float64 and stored in float32 (parameters and inputs are rounded to float32 first).
"""
import json
import math
import struct
import sys
from types import SimpleNamespace

import torch
import torch.nn.functional as F

from peer import serve


class Parameters(dict):
    """Tensors by name, drawn when they are first asked for."""

    def __init__(self, dtype, wide):
        super().__init__()
        self.dtype, self.wide = dtype, wide

    def of(self, name, *shape, start=None):
        if name not in self:
            # Wide: far from where training starts, so that no gradient is small by chance.
            drawn = torch.randn(shape) * (0.4 / math.sqrt((shape or (4,))[-1]) + 0.1 if self.wide else 0.02)
            if start is not None:
                drawn = torch.full(shape, start) + (drawn if self.wide else 0)
            self[name] = drawn.to(self.dtype).requires_grad_()
        return self[name]

    def linear(self, name, x, outputs):
        return F.linear(x, self.of(name + ".weight", outputs, x.shape[-1]), self.of(name + ".bias", outputs, start=0.0))

    def norm(self, name, x):
        width = x.shape[-1]
        return F.layer_norm(x, (width,), self.of(name + ".weight", width, start=1.0), self.of(name + ".bias", width, start=0.0))

    def mlp(self, name, x, names, hidden, activation=F.gelu):
        return self.linear(f"{name}.{names[1]}", activation(self.linear(f"{name}.{names[0]}", x, hidden)), x.shape[-1])


def quick_gelu(x):
    return x * torch.sigmoid(1.702 * x)


def attend(q, k, v, heads, mask=None):
    q, k, v = (x.view(*x.shape[:2], heads, -1).transpose(1, 2) for x in (q * (q.shape[-1] // heads) ** -0.5, k, v))
    scores = q @ k.transpose(-1, -2)
    if mask is not None:
        scores = scores + mask
    return (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)


def block(p, name, x, heads, activation, mask=None):
    width = x.shape[-1]
    weight, bias = p.of(name + ".attn.in_proj_weight", 3 * width, width), p.of(name + ".attn.in_proj_bias", 3 * width, start=0.0)
    packed = F.linear(p.norm(name + ".ln_1", x), weight, bias)
    x = x + p.linear(name + ".attn.out_proj", attend(*packed.chunk(3, -1), heads, mask), width)
    return x + p.mlp(name + ".mlp", p.norm(name + ".ln_2", x), ("c_fc", "c_proj"), 4 * width, activation)


def joint_tokens(p, frames, c):
    """[batch, time, 3, size, size] -> [batch, clips * patches, C]: patches of several frames, positions of time and of space."""
    batch, time = frames.shape[:2]
    side, clips = c.size // c.patch, time // c.tubelet
    x = frames.view(batch, clips, c.tubelet, 3, side, c.patch, side, c.patch).permute(0, 1, 4, 6, 2, 3, 5, 7)
    x = p.linear("svilm.video.patch", x.reshape(batch, clips, side * side, -1), c.width)
    x = x + p.of("svilm.video.time", c.max_clips, c.width)[:clips, None] + p.of("svilm.video.space", side * side, c.width)
    return x.flatten(1, 2)


def frame_tokens(p, frames, c):
    """The same of CLIP's image tower on every frame, without its class token."""
    batch, time = frames.shape[:2]
    x = F.conv2d(frames.flatten(0, 1), p.of("visual.conv1.weight", c.width, 3, c.patch, c.patch), stride=c.patch).flatten(2).transpose(1, 2)
    x = torch.cat([p.of("visual.class_embedding", c.width).expand(len(x), 1, -1), x], 1)
    x = p.norm("visual.ln_pre", x + p.of("visual.positional_embedding", x.shape[1], c.width))
    for i in range(c.layers):
        x = block(p, f"visual.transformer.resblocks.{i}", x, c.heads, c.activation)
    x = p.norm("visual.ln_post", x)[:, 1:].reshape(batch, time, -1, c.width)
    return (x + p.of("svilm.video.time", c.max_clips, c.width)[:time, None]).flatten(1, 2)


def grouping(p, name, groups, tokens, noise, c):
    """One update of the group tokens by the tokens that choose them: new group tokens, soft and hard assignment [batch, L, M]."""
    x, g, residual = p.norm(name + ".ln_tokens", tokens), p.norm(name + ".ln_groups", groups), groups
    if c.mix:
        mixed = p.mlp(name + ".mix", g.transpose(1, 2), ("fc1", "fc2"), c.width // 2).transpose(1, 2)
        residual = g = p.norm(name + ".ln_mix", mixed)
    if c.pre:
        q, k, v = (p.linear(f"{name}.attention.{way}", y, c.width) for way, y in (("q", g), ("k", x), ("v", x)))
        g = g + p.linear(name + ".attention.o", attend(q, k, v, c.heads), c.width)
        g = g + p.mlp(name + ".attended", p.norm(name + ".ln_attended", g), ("fc1", "fc2"), 4 * c.width)
        residual = g = p.norm(name + ".ln_assign", g)
    logits = p.linear(name + ".k", x, c.width) @ p.linear(name + ".q", g, c.width).transpose(1, 2) / math.sqrt(c.width)
    soft = ((logits if noise is None else logits + noise) / c.temperature).softmax(-1)
    assigned = soft
    if c.hard:
        hot = F.one_hot(soft.argmax(-1), soft.shape[-1]).to(soft.dtype)
        assigned = hot + soft - soft.detach()
        if c.margins is not None:
            top = soft.detach().topk(2, -1).values
            c.margins.append((top[..., 0] - top[..., 1]).min())
    means = assigned.transpose(1, 2) @ p.linear(name + ".v", x, c.width) / (assigned.sum(1)[..., None] + 1)
    moved = residual + p.linear(name + ".o", means, c.width)
    return moved + p.mlp(name + ".mlp", p.norm(name + ".ln_mlp", moved), ("fc1", "fc2"), 4 * c.width), soft, assigned


def encode_video(p, frames, noise, c):
    """Embedding [batch, D], clips [batch, N, C], groups [batch, M, D], and the last block's assignments."""
    joint = c.encoding == "joint"
    x = (joint_tokens if joint else frame_tokens)(p, frames, c)
    batch, length, blocks = len(x), x.shape[1], 0
    groups = p.of("svilm.groups.tokens", c.tokens, c.width).expand(batch, -1, -1)
    for i in range(c.layers if joint else c.video_layers):
        seen = torch.cat([x, groups], 1) if c.self_attention else x
        seen = block(p, f"svilm.video.transformer.resblocks.{i}", seen, c.heads, c.activation)
        x = seen[:, :length]
        if c.self_attention:
            groups = seen[:, length:]
        if i + 1 in c.grouping:
            own = None if noise is None else noise[:, blocks * length * c.tokens:(blocks + 1) * length * c.tokens].view(batch, length, -1)
            groups, soft, assigned = grouping(p, f"svilm.groups.layers.{i + 1}", groups, x, own, c)
            blocks += 1
    embedding = p.linear("svilm.video_projection", p.norm("svilm.ln_video", x.mean(1)), c.common)
    clips = x.view(batch, -1, (c.size // c.patch) ** 2, c.width).mean(2)
    return embedding, clips, p.linear("svilm.groups.projection", p.norm("svilm.groups.ln", groups), c.common), soft, assigned


def encode_text(p, ids, c):
    """ids [texts, length], a text ending at its largest id -> [texts, D]."""
    length, t = ids.shape[1], c.text
    x = p.of("token_embedding.weight", t.vocabulary, t.width)[ids] + p.of("positional_embedding", t.context, t.width)[:length]
    causal = torch.full((length, length), float("-inf"), dtype=x.dtype).triu(1)
    for i in range(t.layers):
        x = block(p, f"transformer.resblocks.{i}", x, t.heads, quick_gelu, causal)
    ends = p.norm("ln_final", x)[torch.arange(len(ids)), ids.argmax(1)]
    return p.linear("svilm.text_projection", ends, c.common)


def two_positives(logits, weights, c):
    columns = weights / weights.sum(0) if c.normalise_columns else weights
    both = (weights * logits.log_softmax(1)).sum() + (columns * logits.log_softmax(0)).sum()
    return -both / len(logits) * (0.5 if c.half_sum else 1)


def temporal(clips, mask, c):
    shares = torch.stack([(1 - mask) / (1 - mask).sum(1, keepdim=True), mask / mask.sum(1, keepdim=True)], 1)
    centres = shares @ (clips.detach() if c.stop_centres else clips)
    a = (F.normalize(clips, dim=-1) @ F.normalize(centres, dim=-1).transpose(1, 2) / c.temporal_temperature).softmax(-1)
    target = torch.stack([1 - mask, mask], -1)
    return -(target * a.log()).sum(-1).mean() if c.cross_entropy else ((a - target) ** 2).mean()


def grounding(groups, phrases, c):
    similarity = torch.einsum("imd,jd->ijm", F.normalize(groups, dim=-1), F.normalize(phrases, dim=-1))
    attended = ((similarity / c.phrase_temperature).softmax(-1) * similarity).sum(-1)
    return attended.view(len(groups), -1, c.phrases).mean(-1)


def losses(p, batch, c):
    """What the encoders give, and the losses by name."""
    video, clips, groups, soft, assigned = encode_video(p, batch.frames, batch.noise, c)
    text, phrases = encode_text(p, batch.ids, c), encode_text(p, batch.phrases, c)
    scale, ground = (p.of(name, start=1.0 if p.wide else math.log(1 / 0.07)) for name in ("logit_scale", "svilm.grounding_scale"))
    terms = {
        "contrastive": two_positives(F.normalize(video, dim=-1) @ F.normalize(text, dim=-1).T * scale.exp(), batch.weights, c),
        "temporal": temporal(clips, batch.mask, c),
        "grounding": two_positives(grounding(groups, phrases, c) * ground.exp(), batch.weights, c),
    }
    return dict(video=video, clips=clips, groups=groups, soft=soft, assigned=assigned, text=text, phrases=phrases), terms


CHOICES = dict(
    hard=True, mix=False, pre=False, self_attention=False, temperature=1.0, stop_centres=False, cross_entropy=False,
    normalise_columns=False, half_sum=False, temporal_temperature=0.07, phrase_temperature=0.07, phrases=2, encoding="joint",
    video_layers=0, activation=F.gelu)


# The golden.

SMALL = dict(
    CHOICES, size=8, patch=4, tubelet=2, max_clips=4, width=8, heads=2, layers=3, grouping=(2, 3), tokens=3, common=6,
    temporal_temperature=0.5, phrase_temperature=0.3, text=SimpleNamespace(vocabulary=16, context=7, width=8, layers=1, heads=2))

# By name: a seed whose tokens have clear groups, choices, whether there is noise, and whose parameters.
SETTINGS = {
    "plain": (10, {}, False, "plain"),
    "noise": (47, {}, True, "plain"),
    "full": (1, dict(hard=False, mix=True, pre=True, self_attention=True, temperature=0.7, stop_centres=True, cross_entropy=True,
                     normalise_columns=True, half_sum=True), True, "full"),
    "frames": (47, dict(encoding="frames", layers=1, video_layers=2, grouping=(1, 2), activation=quick_gelu, max_clips=6), True, "frames"),
}


def small_batch(c, noisy):
    frames, videos = 6, 3
    clips = frames // c.tubelet if c.encoding == "joint" else frames
    tokens = clips * (c.size // c.patch) ** 2
    foreground, background = [[1, 1, 0], [0, 1, 1], [1, 1, 0]], [1, 2, 0]
    mask = torch.tensor(foreground, dtype=torch.float64).repeat_interleave(clips // 3, 1)
    weights = torch.diag(mask.mean(1))
    for i, other in enumerate(background):
        weights[i, other] += 1 - mask[i].mean()
    # Texts of different lengths: the end is id 15, what follows is padding.
    ids = torch.randint(1, 15, (videos, 7))
    phrases = torch.randint(1, 15, (videos * c.phrases, 5))
    for rows in (ids, phrases):
        for i, row in enumerate(rows):
            end = rows.shape[1] - 1 - i % 3
            row[end], row[end + 1:] = 15, 0
    noise = -torch.log(-torch.log(torch.rand(videos, len(c.grouping) * tokens * c.tokens)))
    return SimpleNamespace(
        frames=torch.randn(videos, frames, 3, c.size, c.size).double().requires_grad_(), mask=mask, weights=weights, ids=ids,
        phrases=phrases, noise=noise.double().requires_grad_() if noisy else None)


def save(path, tensors):
    header, at, parts = {}, 0, []
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous()
        data = data.to(torch.int32) if data.dtype == torch.int64 else data.float()
        raw = data.numpy().tobytes()
        kind = "I32" if data.dtype == torch.int32 else "F32"
        header[name] = {"dtype": kind, "shape": list(data.shape), "data_offsets": [at, at + len(raw)]}
        at += len(raw)
        parts.append(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def golden(path):
    out, known = {}, {}
    for name, (seed, choices, noisy, owner) in SETTINGS.items():
        torch.manual_seed(seed)
        c = SimpleNamespace(**{**SMALL, **choices}, margins=[])
        p = known.setdefault(owner, Parameters(torch.float64, wide=True))
        batch = small_batch(c, noisy)
        outputs, terms = losses(p, batch, c)
        assert not c.hard or min(c.margins) > 1e-3, f"{name}: two groups are as good as equal for a token. Take another seed."
        total = sum(terms.values())
        leaves = {**p, "in.frames": batch.frames, **({"in.noise": batch.noise} if noisy else {})}
        for leaf in leaves.values():
            leaf.grad = None
        total.backward()
        out.update({f"{name}.{key}": value for key, value in outputs.items()})
        out.update({f"{name}.loss.{key}": value for key, value in terms.items()}, **{f"{name}.loss.total": total})
        out.update({f"{name}.in.{key}": value for key, value in vars(batch).items() if value is not None})
        out.update({f"{name}.grad.{key}": leaf.grad for key, leaf in leaves.items()})
        if name == owner:
            out.update({f"{name}.param.{key}": value for key, value in p.items()})
    save(path, out)


# The step.

BASE = dict(
    CHOICES, size=224, patch=16, tubelet=2, max_clips=16, width=768, heads=12, layers=12, grouping=(6, 9, 12), tokens=32, common=256,
    text=SimpleNamespace(vocabulary=49408, context=77, width=512, layers=12, heads=8))
BATCH, FRAMES, TOKENS, PHRASE = 2, 16, 77, 24


def prepare(name):
    c, p = SimpleNamespace(**BASE, margins=None), Parameters(torch.float32, wide=False)
    clips = FRAMES // c.tubelet
    mask = (torch.arange(clips) < clips * 3 // 4).float().expand(BATCH, -1)
    ids, phrases = (torch.randint(1, 49000, shape) for shape in ((BATCH, TOKENS), (BATCH * c.phrases, PHRASE)))
    ids[:, -1], phrases[:, -1] = 49407, 49407
    numbers = len(c.grouping) * clips * (c.size // c.patch) ** 2 * c.tokens
    batch = SimpleNamespace(
        frames=torch.randn(BATCH, FRAMES, 3, 224, 224), mask=mask, weights=torch.tensor([[0.75, 0.25], [0.25, 0.75]]), ids=ids,
        phrases=phrases, noise=-torch.log(-torch.log(torch.rand(BATCH, numbers))))
    with torch.no_grad():
        losses(p, batch, c)
    optimizer = torch.optim.AdamW(p.values(), lr=1e-5, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.05)

    def step():
        optimizer.zero_grad(set_to_none=True)
        sum(losses(p, batch, c)[1].values()).backward()
        torch.nn.utils.clip_grad_norm_(p.values(), 1.0)
        optimizer.step()
    return step, 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--golden"]:
        golden(sys.argv[2])
    else:
        serve(prepare, at_least=0)
