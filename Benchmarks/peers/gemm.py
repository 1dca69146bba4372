"""The same products in PyTorch: the counterpart of GemmBench.cs. Works are m,n,k,form[,batch]; answers are GFLOP/s.

PyTorch packs B at every call; where C# has it packed before (form NP), PyTorch multiplies with the same [n, k] weight.
"""
import torch

from peer import serve


def multiply(shape):
    m, n, k, form, *batch = shape.split(",")
    m, n, k = int(m), int(n), int(k)
    batch = int(batch[0]) if batch else 1
    lead = [batch] if batch > 1 else []
    a = torch.rand(lead + ([k, m] if form[0] == "T" else [m, k])) - 0.5
    b = torch.rand(lead + ([n, k] if form[1] in "TP" else [k, n])) - 0.5
    c = torch.empty(lead + [m, n])
    a = a.transpose(-1, -2) if form[0] == "T" else a
    b = b.transpose(-1, -2) if form[1] in "TP" else b
    return lambda: torch.matmul(a, b, out=c), 2e-9 * m * n * k * batch


with torch.no_grad():
    serve(multiply, at_least=0.05)
