"""Times two programs in turn, sample by sample, so that drift of a shared machine hits both alike.

paired.py [--samples N] [--what gemm|step|clip] SHAPE... -- prints the median of each, and the median of the paired ratios (above 1: C# is
faster). Build first: dotnet build -c Release Benchmarks.

Look at PyTorch's own figure before trusting a ratio. Debian's package multiplies with whatever BLAS is installed: the
reference one is forty times slower than OpenBLAS (libopenblas0-pthread), and OpenBLAS on a processor it does not know
falls back to AVX2 (OPENBLAS_CORETYPE=SkylakeX makes it use AVX-512).
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
CSHARP = ["dotnet", str(HERE.parent / "bin/Release/net10.0/Gexia.Benchmarks.dll")]
UNITS = {"gemm": "GFLOP/s", "step": "steps/s", "clip": "works/s"}


def serve(command):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def ask(program, shape):
    program.stdin.write(shape + "\n")
    program.stdin.flush()
    answer = program.stdout.readline()
    if not answer:
        sys.exit(f"{' '.join(program.args)} ended without an answer for {shape}")
    return float(answer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("shapes", nargs="+", metavar="SHAPE", help="gemm: m,n,k,form[,batch]; step: S, LL or LS; clip: image,8 and others")
    parser.add_argument("--what", choices=UNITS, default="gemm")
    parser.add_argument("--samples", type=int, default=15)
    options = parser.parse_args()
    csharp, pytorch = serve([*CSHARP, options.what, "--serve"]), serve(["/usr/bin/python3", str(HERE / f"{options.what}.py")])
    print(f"{'shape':24}{'C#':>9}{'PyTorch':>9}{'ratio':>8}   {UNITS[options.what]}, one thread")
    for shape in options.shapes:
        pairs = [(ask(csharp, shape), ask(pytorch, shape)) for _ in range(options.samples)]
        ours, theirs = (statistics.median(side) for side in zip(*pairs))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{shape:24}{ours:9.1f}{theirs:9.1f}{ratio:8.2f}")
    for program in (csharp, pytorch):
        program.stdin.close()
        program.wait()


main()
