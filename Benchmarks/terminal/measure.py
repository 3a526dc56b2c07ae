"""Drives radish over a pseudo-terminal and times what a person would wait for.

    measure.py --radish PROGRAM --work FOLDER [--seconds 60] [--rows 100000]

A frame ends with the sequence that ends a synchronised update (ESC [ ? 2026 l), which Radish sends after every frame, so a
key's time is exact: from the write of its bytes to the read of that sequence. Nothing is kept between runs.
"""

import argparse
import csv
import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time

FRAME_END = b"\x1b[?2026l"


class Terminal:
    """A program on a pseudo-terminal of a given size."""

    def __init__(self, arguments, columns, rows, state):
        self.start = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8", XDG_STATE_HOME=state,
                               XDG_CONFIG_HOME=state, COLORTERM="")
            environment.pop("NO_COLOR", None)
            # The child must not paint before the size is set.
            time.sleep(0.05)
            os.execvpe(arguments[0], arguments, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.start += 0.05
        self.output = 0

    def read(self, until=None, seconds=20.0):
        """Reads until a text was seen; returns the bytes and the time of the last of them, None when it was never seen."""
        data = b""
        last = None
        deadline = time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            ready, _, _ = select.select([self.fd], [], [], min(0.05, max(0, deadline - time.perf_counter())))
            if not ready:
                if until is None:
                    break
                continue
            try:
                chunk = os.read(self.fd, 1 << 16)
            except OSError:
                break
            last = time.perf_counter()
            data += chunk
            self.output += len(chunk)
            if until is not None and until in data:
                return data, last
        return data, (last if until is None else None)

    def quiet(self, seconds=0.3):
        """Reads whatever still comes."""
        data = b""
        while True:
            ready, _, _ = select.select([self.fd], [], [], seconds)
            if not ready:
                return data
            try:
                data += os.read(self.fd, 1 << 16)
            except OSError:
                return data

    def key(self, data):
        """Sends a key; returns seconds and bytes until its frame is complete, None when there was no frame."""
        before = time.perf_counter()
        os.write(self.fd, data)
        frame, when = self.read(until=FRAME_END, seconds=1.0)
        return None if when is None else (when - before, len(frame))

    def processor(self):
        """Seconds of processor time used so far."""
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Greatest resident size in MB."""
        for line in open(f"/proc/{self.pid}/status"):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.time() + 5
        while time.time() < deadline:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
            self.quiet(0.02)
        os.close(self.fd)


def cohort(radish, work, rows):
    """A cohort of so many patients with ten variables."""
    path = os.path.join(work, f"cohort-{rows}.sqlite")
    if os.path.exists(path):
        return path
    table = os.path.join(work, f"cohort-{rows}.csv")
    source = random.Random(rows)
    with open(table, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow("patient age sex grade stage centre cea ki67 surgery_date pfs_months progressed".split())
        for row in range(rows):
            writer.writerow([
                f"P{row + 1:06d}", source.randint(18, 95), source.choice("MF"),
                source.choice(["Low", "Intermediate", "High", ""]), source.choice(["I", "II", "III", "IV"]),
                source.choice("ABCDEFGHIJKL"), round(source.lognormvariate(1, 1), 2), round(source.random() * 100, 1),
                f"20{source.randint(10, 24)}-{source.randint(1, 12):02d}-{source.randint(1, 28):02d}",
                round(source.expovariate(0.05), 1), source.randint(0, 1)])
    subprocess.run([radish, "import", table, "--into", path, "--format", "json"], check=True,
                   stdout=subprocess.DEVNULL)
    return path


def quantile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(p * len(values)))] if values else float("nan")


def first_paint(radish, path, text, columns, rows, work, repetitions=7):
    times = []
    for number in range(repetitions):
        terminal = Terminal([radish, path], columns, rows, os.path.join(work, f"state-{number}"))
        _, when = terminal.read(until=text)
        if when is not None:
            times.append(when - terminal.start)
        terminal.quiet(0.1)
        terminal.end()
    return times


def minute(terminal, keys, seconds):
    """Presses keys as fast as frames come, at most thirty a second, for a while."""
    source = random.Random(7)
    times, sizes, silent = [], [], 0
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        answer = terminal.key(source.choice(keys))
        if answer is None:
            silent += 1
        else:
            times.append(answer[0] * 1000)
            sizes.append(answer[1])
        # Whatever a job adds later belongs to the same key.
        terminal.quiet(max(0.0, began + 1 / 30 - time.perf_counter()) or 0.0)
    return times, sizes, silent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--radish", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--image-cohort", help="a cohort with images, for the viewer")
    options = parser.parse_args()
    work = options.work
    small = cohort(options.radish, work, 120)
    large = cohort(options.radish, work, options.rows)

    print("## First paint, ms (median and worst of 7 starts, process start to the first row of the table)\n")
    print("| cohort | size | median | worst |\n|--|--|--|--|")
    for path, name, columns, rows in [(small, "120 patients", 80, 24), (large, f"{options.rows} patients", 80, 24),
                                      (large, f"{options.rows} patients", 200, 60)]:
        times = [1000 * t for t in first_paint(options.radish, path, b"P000001", columns, rows, work)]
        print(f"| {name} | {columns}×{rows} | {statistics.median(times):.0f} | {max(times):.0f} |", flush=True)

    arrows = [b"\x1b[A", b"\x1b[B", b"\x1b[5~", b"\x1b[6~", b"\x1b[C", b"\x1b[D", b"j", b"k", b"g", b"G"]
    edits = arrows * 3 + [b"s", b" ", b"b"]
    print(f"\n## Key to frame, ms ({options.seconds:.0f} s of random keys, at most 30 a second)\n")
    print("| screen | size | keys | p50 | p99 | worst | bytes per frame, median | bytes, largest | peak memory, MB |")
    print("|--|--|--|--|--|--|--|--|--|")

    def report(name, terminal, keys, columns, rows):
        times, sizes, _ = minute(terminal, keys, options.seconds)
        print(f"| {name} | {columns}×{rows} | {len(times)} | {quantile(times, .5):.1f} | {quantile(times, .99):.1f} "
              f"| {max(times, default=float('nan')):.1f} | {quantile(sizes, .5)} | {max(sizes, default=0)} "
              f"| {terminal.memory():.0f} |", flush=True)

    for columns, rows in [(80, 24), (120, 40), (200, 60)]:
        terminal = Terminal([options.radish, large], columns, rows, os.path.join(work, "state-keys"))
        terminal.read(until=b"P000001")
        terminal.quiet(1.5)
        report(f"table of {options.rows} rows", terminal, edits, columns, rows)
        terminal.end()
    if options.image_cohort:
        slices = [b"k", b"j", b"\x1b[A", b"\x1b[B", b"+", b"-", b"m", b"a", b"c", b"s"]
        for columns, rows in [(80, 24), (120, 40), (200, 60)]:
            terminal = Terminal([options.radish, options.image_cohort], columns, rows,
                                os.path.join(work, "state-viewer"))
            terminal.quiet(1.5)
            terminal.key(b"\r")
            terminal.quiet(2.0)
            report("viewer", terminal, slices, columns, rows)
            terminal.end()

    print("\n## Sort and filter, ms until the new rows are shown, and the longest time a key waited meanwhile\n")
    print("| what | median | worst |\n|--|--|--|")
    terminal = Terminal([options.radish, large], 120, 40, os.path.join(work, "state-sort"))
    terminal.read(until=b"P000001")
    terminal.quiet(1.5)
    os.write(terminal.fd, b"l")
    terminal.quiet(0.5)

    def rearranged(keys, name):
        durations = []
        for _ in range(9):
            before = time.perf_counter()
            os.write(terminal.fd, keys)
            # The first frame answers the key; the rows come with the next, unless both fall into one.
            first, when = terminal.read(until=FRAME_END, seconds=2)
            end = when
            while True:
                ready, _, _ = select.select([terminal.fd], [], [], 0.08)
                if not ready:
                    break
                data = os.read(terminal.fd, 1 << 16)
                if len(first) < 4000 and b"P0" in data:
                    end = time.perf_counter()
                    first += data
            durations.append(1000 * (end - before))
            terminal.quiet(0.5)
        print(f"| {name} | {statistics.median(durations):.0f} | {max(durations):.0f} |", flush=True)

    rearranged(b"s", f"sort {options.rows} rows by a number")
    rearranged(b":filter age>60 & sex=F\r:filter\r", "filter by two conditions and back")
    terminal.end()

    terminal = Terminal([options.radish, large], 120, 40, os.path.join(work, "state-idle"))
    terminal.read(until=b"P000001")
    terminal.quiet(2.0)
    before, output = terminal.processor(), terminal.output
    time.sleep(10)
    written = len(terminal.quiet(0.1))
    print(f"\nIdle for 10 s: {terminal.processor() - before:.2f} s of processor time, {written} bytes written.")
    terminal.end()


if __name__ == "__main__":
    sys.exit(main())
