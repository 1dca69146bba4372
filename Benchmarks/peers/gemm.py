"""The same products in PyTorch. One shape per line of standard input (m,n,k,form[,batch]), GFLOP/s back.

Start with OMP_NUM_THREADS=1: a limit set inside the program leaves oneDNN on more threads.
"""
import math
import sys
import time

import torch

ready = {}


def multiply_of(shape):
    m, n, k, form, *batch = shape.split(",")
    m, n, k = int(m), int(n), int(k)
    batch = int(batch[0]) if batch else 1
    lead = [batch] if batch > 1 else []
    a = torch.rand(lead + ([k, m] if form[0] == "T" else [m, k])) - 0.5
    b = torch.rand(lead + ([n, k] if form[1] == "T" else [k, n])) - 0.5
    c = torch.empty(lead + [m, n])
    a = a.transpose(-1, -2) if form[0] == "T" else a
    b = b.transpose(-1, -2) if form[1] == "T" else b
    return 2.0 * m * n * k * batch, lambda: torch.matmul(a, b, out=c)


def sample(shape):
    if shape not in ready:
        ready[shape] = multiply_of(shape)
        ready[shape][1]()
    flops, multiply = ready[shape]
    repeats = math.ceil(1e9 / flops)
    multiply()
    start = time.process_time()
    for _ in range(repeats):
        multiply()
    return flops * repeats / (time.process_time() - start) * 1e-9


with torch.no_grad():
    for line in sys.stdin:
        print(f"{sample(line.strip()):.3f}", flush=True)
