"""paired.py --against: two builds of ours beside each other, sample by sample.

A block is four samples, before–after–after–before or the other way round in turns (of a step at the paper's size it is two), so that
what drifts slowly on the machine hits both alike. Its ratio is the time that the samples before took, divided by that of those after:
above 1, the code is faster now. One thread is measured in processor time, two on the clock on the wall, where the faster sample of
each side counts. Blocks of the works of a process come in turns, so that a noisy stretch meets every row for a short
time. A run starts fresh processes for both builds, because where a process's memory happens to lie moves some rows by a few per cent
for as long as it lives; of short works a run does so several times.
"""
import json
import pathlib
import statistics
import sys
import time

from side import BenchSide, Ended, Side

# Verb, works that share a process, and how often a run starts it afresh: products (NP: the weight packed once), rows and models of CLIP,
# the miniature's captured steps, a step at the paper's size. What needs much memory has processes of its own.
GROUPS = [
    ("gemm", ["1024,1024,1024,NN", "50,3072,768,NT", "800,768,3072,NN", "768,3072,800,TN", "2560,64,64,NT", "80,80,16,NT,64",
              "50,3072,768,NP"], 3),
    ("clip", ["softmax", "layernorm", "gelu", "quickgelu", "attention", "adamw"], 3),
    ("clip", ["image,1", "image,8", "text,8"], 2),
    ("clip", ["image,1,bfloat16", "image,1,int8"], 2),
    ("clip", ["train,2"], 1),
    ("step", ["S", "LL", "LS"], 2),
    ("bench", ["attention/iam-2"], 2),
    ("gexia", ["checkpoint"], 1),
]
LEAST_QUARTILE, LEAST_MEDIAN = 0.95, 0.98


def programs(build):
    """The benchmarks and the command line of a clone that was built in Release."""
    root = pathlib.Path(build)
    return root / "Benchmarks/bin/Release/net10.0/Gexia.Benchmarks.dll", root / "Cli/bin/Release/net10.0/gexia.dll"


def start(build, verb, threads):
    benchmarks, command_line = programs(build)
    if verb == "bench":
        return BenchSide(command_line, threads)
    return Side(["dotnet", str(benchmarks), verb, "--serve", "--threads", str(threads)], threads)


def block(sides, work, turn, order, mean):
    """Seconds a unit of both sides, by samples in this order or, in every other turn, with the sides exchanged."""
    seconds = [[], []]
    for side in order:
        side = side if turn % 2 == 0 else 1 - side
        seconds[side].append(1 / sides[side].ask(work))
    return [mean(of_side) for of_side in seconds]


def unfinished(blocks, spent, seconds):
    """At least 5 blocks and so many seconds; of long works 3 blocks and as many as fit into twice as long."""
    return blocks < 3 or spent < 2 * seconds and (blocks < 5 or spent < seconds)


def measure(options, verb, works, threads, seconds):
    """The blocks of each work by processes of their own; a work that a build does not know is left out."""
    sides = [start(build, verb, threads) for build in (options.against, options.build)]
    blocks, spent = {work: [] for work in works}, dict.fromkeys(works, 0.0)
    order = (0, 1) if verb == "gexia" else (0, 1, 1, 0)
    # On the clock on the wall neighbours only ever add time, and much of it: the faster of two samples saw fewer of them.
    mean = statistics.mean if threads == 1 else min
    try:
        for work in works:
            for side in sides:          # the first samples compile, fill pools and settle the tiers of the JIT
                for _ in range(1 if verb in ("gexia", "bench") else 3):
                    side.ask(work)
        turn = 0
        while left := [work for work in works if unfinished(len(blocks[work]), spent[work], seconds)]:
            for work in left:
                begun = time.perf_counter()
                blocks[work].append(block(sides, work, turn, order, mean))
                spent[work] += time.perf_counter() - begun
            turn += 1
    except Ended as problem:
        print(f"left out: {problem}", file=sys.stderr)
        for side in sides:
            side.end()
        return measure(options, verb, [other for other in works if other != work], threads, seconds) if len(works) > 1 else {}
    for side in sides:
        side.end()
    return blocks


def restarted(options, verb, works, threads, starts):
    """The blocks of several starts of both programs, which share the seconds."""
    blocks = {}
    for _ in range(starts):
        for work, of_start in measure(options, verb, works, threads, options.seconds / starts).items():
            blocks.setdefault(work, []).extend(of_start)
    return blocks


def quartiles(values):
    return statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3


class Row:
    """One work with one number of threads: its blocks, run by run."""

    def __init__(self, verb, work, threads):
        self.name, self.threads, self.runs = f"{verb} {work}", threads, []

    def summary(self, last=None):
        """Over the blocks of a single run, the last one where that is asked for; over the medians of several."""
        runs = self.runs if last is None else self.runs[last:]
        ratios = [[before / after for before, after in run] for run in runs]
        low, median, high = quartiles(ratios[0] if len(ratios) == 1 else [statistics.median(run) for run in ratios])
        sides = [statistics.median(pair[side] for run in runs for pair in run) for side in (0, 1)]
        return {"row": self.name, "threads": self.threads, "clock": "processor" if self.threads == 1 else "wall",
                "before_ms": sides[0] * 1000, "after_ms": sides[1] * 1000, "median": median, "lower_quartile": low, "upper_quartile": high,
                "blocks": sum(map(len, runs)), "runs": [statistics.median(run) for run in ratios],
                "holds": low >= LEAST_QUARTILE and median >= LEAST_MEDIAN}


def show(row):
    print(f"{row['row']:26}{row['threads']:3}{row['median']:9.3f}  {row['lower_quartile']:.3f}-{row['upper_quartile']:.3f}"
          f"{row['before_ms']:12.4g}{row['after_ms']:12.4g}{row['blocks']:7}{'' if row['holds'] else '  slower'}", flush=True)


def chosen(options):
    """Verbs and works: all, or those of --what, or the works that are named."""
    if options.works:
        return [(options.what or "gemm", options.works, 1)]
    return [group for group in GROUPS if options.what in (None, group[0])]


def compare(options):
    """Measures, prints and judges; the exit code is 1 when a row became slower."""
    for build in (options.against, options.build):
        if missing := [program for program in programs(build) if not program.exists()]:
            sys.exit(f"{missing[0]} is not there: build that clone with dotnet build -c Release")
    rows = {}
    if not options.json:
        print(f"before: {options.against}; after: {options.build}; {options.runs} run(s); ratio: before / after, above 1 is faster now")
        print(f"{'row':23}threads   ratio  quartiles     ms before    ms after blocks", flush=True)
    for run in range(options.runs):
        for threads in [options.threads] if options.threads else [1, 2]:
            for verb, works, starts in chosen(options):
                for work, blocks in restarted(options, verb, works, threads, starts).items():
                    row = rows.setdefault((verb, work, threads), Row(verb, work, threads))
                    row.runs.append(blocks)
                    if not options.json:
                        show(row.summary(-1))
        if options.runs > 1:
            print(f"run {run + 1} of {options.runs} is done", file=sys.stderr, flush=True)
    summaries = [row.summary() for row in rows.values()]
    if options.json:
        print(json.dumps({"before": str(options.against), "after": str(options.build), "runs": options.runs, "rows": summaries}))
    elif options.runs > 1:
        print(f"medians of {options.runs} runs and their quartiles")
        for summary in summaries:
            show(summary)
    return 0 if summaries and all(summary["holds"] for summary in summaries) else 1
