"""Times two programs in turn, sample by sample, so that drift of a shared machine hits both alike.

paired.py [--what gemm|step|clip|gexia|svilm] [--threads N] [--samples N] WORK... -- C# and PyTorch: prints the median rate of each side,
the median of the paired ratios (above 1: C# is faster) with their quartiles, and the peak resident memory of each side (VmHWM of the
whole process, which is fresh for every work). One thread: processor time; more: the clock on the wall.

paired.py --against CLONE [--runs N] [--seconds S] [--json] [--what VERB] [WORK...] -- two builds of ours: CLONE, built before, and this
clone. Prints for each row the median of the ratios (above 1: faster now) and their quartiles, over the blocks of one run or over the
medians of several; ends with 1 when a lower quartile is below 0.95 or a median below 0.98. builds.py says how it measures.

Build first: dotnet build -c Release Gexia.Core.sln.

Look at PyTorch's own figure before trusting a ratio. Debian's package multiplies with whatever BLAS is installed: the
reference one is forty times slower than OpenBLAS (libopenblas0-pthread), and OpenBLAS on a processor it does not know
falls back to AVX2 (OPENBLAS_CORETYPE=SKYLAKEX makes it use AVX-512). With several threads use libopenblas0-openmp, which shares
PyTorch's threads. They are also told to wait for each other for a moment only (GOMP_SPINCOUNT): on a shared machine, waiting for long
halves PyTorch's speed.
"""
import argparse
import pathlib
import statistics
import sys

import builds
from side import Ended, Side

HERE = pathlib.Path(__file__).parent
CSHARP = ["dotnet", str(HERE.parent / "bin/Release/net10.0/Gexia.Benchmarks.dll")]
UNITS = {"gemm": "GFLOP/s", "step": "steps/s", "clip": "works/s", "gexia": "steps/s", "svilm": "steps/s"}
WORKS = {"step": ["S", "LL", "LS"], "gexia": ["plain", "checkpoint"], "svilm": ["base"]}


def compare(options, work):
    ours = Side([*CSHARP, options.what, "--serve", "--threads", str(options.threads)], options.threads)
    theirs = Side([options.python, str(HERE / f"{options.what}.py")], options.threads)
    pairs = [(ours.ask(work), theirs.ask(work)) for _ in range(options.samples)]
    rates = [statistics.median(side) for side in zip(*pairs)]
    low, ratio, high = builds.quartiles([a / b for a, b in pairs])
    digits = 1 if max(rates) >= 10 else 3
    print(f"{work:24}{rates[0]:10.{digits}f}{rates[1]:10.{digits}f}{ratio:8.2f}  {low:.2f}-{high:.2f}"
          f"{ours.end():10.0f}{theirs.end():10.0f}", flush=True)


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("works", nargs="*", metavar="WORK",
                        help="gemm: m,n,k,form[,batch]; step: S, LL, LS; clip: image,8 and others; gexia: plain, checkpoint; svilm: base; "
                             "bench: a row")
    parser.add_argument("--what", choices=[*UNITS, "bench"], help="gemm when left out; with --against everything")
    parser.add_argument("--samples", type=int, default=15, help="pairs of a work, against PyTorch")
    parser.add_argument("--threads", type=int, help="1 when left out; with --against 1 and 2")
    parser.add_argument("--python", default="/usr/bin/python3", help="an interpreter that has PyTorch")
    parser.add_argument("--against", metavar="CLONE", help="another clone of ours, built in Release, instead of PyTorch")
    parser.add_argument("--build", metavar="CLONE", default=HERE.parent.parent, help="what is set against it; this clone when left out")
    parser.add_argument("--runs", type=int, default=1, help="how often with fresh processes; the quartiles are then those of the runs")
    parser.add_argument("--seconds", type=float, default=2, help="of each row in a run")
    parser.add_argument("--json", action="store_true", help="with --against: one JSON object")
    return parser


def main():
    parser = arguments()
    options = parser.parse_args()
    if options.against:
        return builds.compare(options)
    options.what, options.threads = options.what or "gemm", options.threads or 1
    if options.what == "bench" or options.json or options.runs > 1:
        parser.error("--what bench, --json and --runs belong to --against")
    works = options.works or WORKS.get(options.what) or parser.error(f"{options.what} needs the names of works")
    clock = "processor time" if options.threads == 1 else "wall clock"
    print(f"{options.what}, {UNITS[options.what]}, {options.threads} thread(s), {clock}, {options.samples} pairs")
    print(f"{'work':24}{'C#':>10}{'PyTorch':>10}{'ratio':>8}  quartiles{'C# MB':>8}{'PyT. MB':>10}")
    for work in works:
        compare(options, work)
    return 0


try:
    sys.exit(main())
except Ended as problem:
    sys.exit(str(problem))
