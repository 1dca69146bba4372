"""What the PyTorch sides of the comparisons share: threads, the clock and the answers. The counterpart of Peer.cs.

Start with OMP_NUM_THREADS=1 (or 2, ...): a limit set inside the program leaves oneDNN on more threads.
"""
import os
import sys
import time

import torch

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
torch.set_num_threads(THREADS)
torch.manual_seed(0)
# One thread: processor time, so that what neighbours on a shared machine take does not count. More: the clock on the wall.
clock = time.process_time if THREADS == 1 else time.perf_counter


def serve(prepare, at_least=0.25):
    """Reads the name of a work a line and answers with its rate. prepare(name) gives what to run, and how much that is."""
    ready = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in ready:
            ready[name] = prepare(name)
            ready[name][0]()
        run, amount = ready[name]
        if at_least > 0:
            run()
        repeats, passed, start = 0, 0, clock()
        while repeats == 0 or passed < at_least:
            run()
            repeats += 1
            passed = clock() - start
        print(amount * repeats / passed, flush=True)
