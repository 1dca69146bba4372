"""The programs that paired.py sets beside each other, each in a process of its own: it reads the name of a work a line, answers a rate."""
import json
import os
import pathlib
import subprocess


class Ended(Exception):
    """A program ended instead of answering."""


class Side:
    """One program that answers rates."""

    def __init__(self, command, threads):
        limits = dict.fromkeys(["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"], str(threads))
        patience = {"GOMP_SPINCOUNT": "1000"} if threads > 1 else {}
        environment = {**patience, **os.environ, **limits}
        self.program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, work):
        """The rate of one sample."""
        try:
            self.program.stdin.write(work + "\n")
            self.program.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.program.stdout.readline()
        if not answer:
            raise Ended(f"{' '.join(self.program.args)} ended without an answer for {work}")
        return float(answer)

    def end(self):
        """Ends the program; its peak resident memory in MB, where the system tells it."""
        status = pathlib.Path(f"/proc/{self.program.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        peak = next((line for line in lines if line.startswith("VmHWM")), None)
        try:
            self.program.stdin.close()
        except BrokenPipeError:
            pass
        self.program.wait()
        return int(peak.split()[1]) * 1024 / 1e6 if peak else float("nan")


class BenchSide:
    """`gexia bench` asked for one row, a process for each sample: for rows that no serving verb has."""

    def __init__(self, program, threads):
        self.command = ["dotnet", str(program), "bench", "--json", "--threads", str(threads), "--only"]

    def ask(self, work):
        done = subprocess.run([*self.command, work], capture_output=True, text=True)
        if done.returncode != 0:
            raise Ended(f"{' '.join(self.command)} {work} ended with code {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout)["rows"][0]["rate"]

    def end(self):
        pass
