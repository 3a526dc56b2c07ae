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
        """Sends a key; returns seconds and bytes until its frame is complete, None when a quarter of a second brings none: the
        key changed nothing that is seen."""
        before = time.perf_counter()
        os.write(self.fd, data)
        frame, when = self.read(until=FRAME_END, seconds=0.25)
        return None if when is None else (when - before, len(frame))

    def processor(self):
        """Seconds of processor time so far, in steps of 10 ms; threads that have ended are in it."""
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def processor_of_threads(self):
        """Seconds that the threads there are have been on a processor, to the microsecond: for a time too short for steps."""
        spent = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            try:
                with open(f"/proc/{self.pid}/task/{task}/schedstat") as file:
                    spent += int(file.read().split()[0])
            except OSError:
                pass
        return spent / 1e9

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
    """Milliseconds until a text is seen, and those on a processor, of several starts."""
    times, spent = [], []
    for number in range(repetitions):
        terminal = Terminal([radish, path], columns, rows, os.path.join(work, f"state-{number}"))
        _, when = terminal.read(until=text)
        if when is not None:
            spent.append(1000 * terminal.processor_of_threads())
            times.append(1000 * (when - terminal.start))
        terminal.quiet(0.1)
        terminal.end()
    return times, spent


def minute(terminal, keys, seconds, pauses=(1 / 30,)):
    """Presses keys as fast as frames come, with a pause after each, for a while; keys without a frame are counted.

    keys is a list to choose from, or a function that gives the next one."""
    source = random.Random(7)
    times, sizes, silent = [], [], 0
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        answer = terminal.key(keys() if callable(keys) else source.choice(keys))
        if answer is None:
            silent += 1
        else:
            times.append(answer[0] * 1000)
            sizes.append(answer[1])
        # What a job adds later belongs to the same key.
        pause = source.choice(pauses)
        while (rest := began + pause - time.perf_counter()) > 0:
            if select.select([terminal.fd], [], [], rest)[0]:
                terminal.output += len(os.read(terminal.fd, 1 << 16))
    return times, sizes, silent


def walk(rows):
    """Keys that go up and down a table of so many rows and never stop at its ends: a key that changes nothing has no frame, and
    the picture that follows the key before would be taken for it."""
    source = random.Random(5)
    place = 0

    def key():
        nonlocal place
        down = place < 3 or (place < rows - 3 and source.random() < 0.6)
        place += 1 if down else -1
        return b"\x1b[B" if down else b"\x1b[A"

    return key


def verdict(value, limit):
    """The target beside what was measured."""
    return f"≤ {limit} {'✓' if value <= limit else '✗'}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--radish", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--image-cohort", help="a cohort with images, for the viewer")
    parser.add_argument("--image-patients", type=int, default=24, help="patients in it")
    options = parser.parse_args()
    work = options.work
    small = cohort(options.radish, work, 120)
    large = cohort(options.radish, work, options.rows)

    print("\n## First paint\n")
    print("Milliseconds from the start of the process to the first row of the table, seven starts; target of the median.\n")
    print("| cohort | size | median | worst | processor, median | target |\n|--|--|--|--|--|--|")
    for path, name, columns, rows, limit in [
        (small, "120 patients", 80, 24, 50), (small, "120 patients", 200, 60, 50),
        (large, f"{options.rows} patients", 80, 24, 150), (large, f"{options.rows} patients", 200, 60, 150),
    ]:
        times, spent = first_paint(options.radish, path, b"P000001", columns, rows, work)
        median = statistics.median(times)
        print(f"| {name} | {columns}×{rows} | {median:.0f} | {max(times):.0f} | {statistics.median(spent):.0f} "
              f"| {verdict(median, limit)} |", flush=True)

    arrows = [b"\x1b[A", b"\x1b[B", b"\x1b[5~", b"\x1b[6~", b"\x1b[C", b"\x1b[D", b"j", b"k", b"g", b"G"]
    # Every thirtieth key sorts, marks or turns bars on, as a person does now and then.
    edits = arrows * 9 + [b"s", b" ", b"b"]
    print(f"\n## Key to frame\n")
    print(f"Milliseconds from the key to the end of its frame: {options.seconds:.0f} s of random keys, at most 30 a second. Time on\n"
          "the processor, here and above, depends little on what else the machine does; the mean of all keys.\n")
    print("| screen | size | keys | p50 | p99 | worst | targets | processor per key | bytes per frame, median | largest "
          "| peak memory, MB |")
    print("|--|--|--|--|--|--|--|--|--|--|--|")

    def report(name, terminal, keys, columns, rows, pauses=(1 / 30,)):
        before = terminal.processor()
        times, sizes, silent = minute(terminal, keys, options.seconds, pauses)
        spent = 1000 * (terminal.processor() - before) / max(1, len(times) + silent)
        if not times:
            print(f"| {name} | {columns}×{rows} | 0 | no frame came for {silent} keys | | | | | | | |", flush=True)
            return
        middle, late = quantile(times, .5), quantile(times, .99)
        print(f"| {name} | {columns}×{rows} | {len(times)} | {middle:.1f} | {late:.1f} | {max(times):.1f} "
              f"| {verdict(middle, 5)}, {verdict(late, 16)} | {spent:.1f} | {quantile(sizes, .5)} | {max(sizes)} "
              f"| {terminal.memory():.0f} |", flush=True)

    for columns, rows in [(80, 24), (120, 40), (200, 60)]:
        terminal = Terminal([options.radish, large], columns, rows, os.path.join(work, f"state-keys-{columns}"))
        terminal.read(until=b"P000001")
        terminal.quiet(1.5)
        # Not at the edge of the table, where most keys change nothing.
        for _ in range(8):
            terminal.key(b"\x1b[6~")
        report(f"table of {options.rows} rows", terminal, edits, columns, rows)
        terminal.end()
    if options.image_cohort:
        # Now and then the cursor rests on a row, and its picture comes. A walk among a few patients: most pictures are known.
        terminal = Terminal([options.radish, options.image_cohort], 200, 60, os.path.join(work, "state-beside"))
        terminal.quiet(1.5)
        report("table with the picture beside it", terminal, walk(options.image_patients), 200, 60,
               (1 / 30,) * 6 + (0.1, 0.15, 0.2, 0.3))
        terminal.end()
        slices = [b"k", b"j", b"\x1b[A", b"\x1b[B", b"+", b"-", b"m", b"a", b"c", b"s"]
        for columns, rows in [(80, 24), (120, 40), (200, 60)]:
            terminal = Terminal([options.radish, options.image_cohort], columns, rows,
                                os.path.join(work, f"state-viewer-{columns}"))
            terminal.quiet(1.5)
            terminal.key(b"\r")
            terminal.quiet(2.0)
            report("viewer, three planes", terminal, slices, columns, rows)
            terminal.end()
        # One plane alone, through its slices: the most bytes that a frame can have.
        terminal = Terminal([options.radish, options.image_cohort], 80, 41, os.path.join(work, "state-slices"))
        terminal.quiet(1.5)
        terminal.key(b"\r")
        terminal.quiet(2.0)
        terminal.key(b"z")
        terminal.quiet(1.0)
        report("viewer, one plane alone", terminal, [b"\x1b[A", b"\x1b[B"], 80, 41)
        terminal.end()

    print("\n## Sort and filter\n")
    print("Milliseconds from the key to the last frame that follows it, with rows and summaries; seven times each.\n")
    print("| what | median | worst |\n|--|--|--|")
    terminal = Terminal([options.radish, large], 120, 40, os.path.join(work, "state-sort"))
    terminal.read(until=b"P000001")
    terminal.quiet(1.5)
    terminal.key(b"l")
    terminal.quiet(0.5)

    def rearranged(keys, name):
        durations = []
        for key in (keys * 7)[:7]:
            before = end = time.perf_counter()
            os.write(terminal.fd, key)
            while select.select([terminal.fd], [], [], 0.3)[0]:
                os.read(terminal.fd, 1 << 16)
                end = time.perf_counter()
            durations.append(1000 * (end - before))
            terminal.quiet(0.5)
        print(f"| {name} | {statistics.median(durations):.0f} | {max(durations):.0f} |", flush=True)

    rearranged([b"s"], f"sort {options.rows} rows by a number, up, down, not at all")
    rearranged([b":filter age>60 & sex=F\r", b":filter\r"], "filter by two conditions, and all rows again")
    terminal.end()

    terminal = Terminal([options.radish, large], 120, 40, os.path.join(work, "state-idle"))
    terminal.read(until=b"P000001")
    terminal.quiet(2.0)
    before = terminal.processor()
    time.sleep(10)
    spent, written = terminal.processor() - before, len(terminal.quiet(0.1))
    print(f"\n## Idle\n\nTen seconds without a key: {spent:.2f} s of processor time, {written} bytes written (targets: 0 and 0).")
    terminal.end()


if __name__ == "__main__":
    sys.exit(main())
