"""Times two programs in turn, sample by sample, so that drift of a shared machine hits both alike.

paired.py [--what gemm|step|clip|gexia] [--threads N] [--samples N] WORK... -- prints the median rate of each side, the median of the
paired ratios (above 1: C# is faster) with their quartiles, and the peak resident memory of each side (VmHWM of the whole process,
which is fresh for every work). One thread: processor time; more: the clock on the wall. Build first: dotnet build -c Release Benchmarks.

Look at PyTorch's own figure before trusting a ratio. Debian's package multiplies with whatever BLAS is installed: the
reference one is forty times slower than OpenBLAS (libopenblas0-pthread), and OpenBLAS on a processor it does not know
falls back to AVX2 (OPENBLAS_CORETYPE=SKYLAKEX makes it use AVX-512). With several threads use libopenblas0-openmp, which shares
PyTorch's threads. They are also told to wait for each other for a moment only (GOMP_SPINCOUNT): on a shared machine, waiting for long
halves PyTorch's speed.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
CSHARP = ["dotnet", str(HERE.parent / "bin/Release/net10.0/Gexia.Benchmarks.dll")]
UNITS = {"gemm": "GFLOP/s", "step": "steps/s", "clip": "works/s", "gexia": "steps/s"}
WORKS = {"step": ["S", "LL", "LS"], "gexia": ["plain", "checkpoint"]}


class Side:
    """One program that answers rates, in a process of its own."""

    def __init__(self, command, threads):
        limits = dict.fromkeys(["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"], str(threads))
        patience = {"GOMP_SPINCOUNT": "1000"} if threads > 1 else {}
        self.program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**patience, **os.environ, **limits})

    def ask(self, work):
        self.program.stdin.write(work + "\n")
        self.program.stdin.flush()
        answer = self.program.stdout.readline()
        if not answer:
            sys.exit(f"{' '.join(self.program.args)} ended without an answer for {work}")
        return float(answer)

    def end(self):
        """Ends the program; its peak resident memory in MB, where the system tells it."""
        status = pathlib.Path(f"/proc/{self.program.pid}/status")
        peak = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), None) if status.exists() else None
        self.program.stdin.close()
        self.program.wait()
        return int(peak.split()[1]) * 1024 / 1e6 if peak else float("nan")


def compare(options, work):
    ours = Side([*CSHARP, options.what, "--serve", "--threads", str(options.threads)], options.threads)
    theirs = Side([options.python, str(HERE / f"{options.what}.py")], options.threads)
    pairs = [(ours.ask(work), theirs.ask(work)) for _ in range(options.samples)]
    rates = [statistics.median(side) for side in zip(*pairs)]
    ratios = [a / b for a, b in pairs]
    low, ratio, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    digits = 1 if max(rates) >= 10 else 3
    print(f"{work:24}{rates[0]:10.{digits}f}{rates[1]:10.{digits}f}{ratio:8.2f}  {low:.2f}-{high:.2f}{ours.end():10.0f}{theirs.end():10.0f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("works", nargs="*", metavar="WORK", help="gemm: m,n,k,form[,batch]; step: S, LL, LS; clip: image,8 and others; gexia: plain, checkpoint")
    parser.add_argument("--what", choices=UNITS, default="gemm")
    parser.add_argument("--samples", type=int, default=15)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--python", default="/usr/bin/python3", help="an interpreter that has PyTorch")
    options = parser.parse_args()
    works = options.works or WORKS.get(options.what) or parser.error(f"{options.what} needs the names of works")
    print(f"{options.what}, {UNITS[options.what]}, {options.threads} thread(s), {'processor time' if options.threads == 1 else 'wall clock'}, {options.samples} pairs")
    print(f"{'work':24}{'C#':>10}{'PyTorch':>10}{'ratio':>8}  quartiles{'C# MB':>8}{'PyT. MB':>10}")
    for work in works:
        compare(options, work)


main()
