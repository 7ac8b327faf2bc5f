"""What the load benchmark needs of the machine: processes on a core, their cost, a directory to work in."""
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER_CORE = "0"
LOAD_CORE = "1"
TICKS = os.sysconf("SC_CLK_TCK")


class Machine:
    """Starts processes, and stops them all at the end."""

    def __init__(self, realtime):
        base = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.dir = Path(tempfile.mkdtemp(prefix="nearside-bench-", dir=base))
        self.dir.chmod(0o755)
        self.realtime = realtime
        self.started = []

    def write(self, name, text):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    def on(self, cores, command):
        """The command on these cores; where wanted, before everybody else's processes."""
        return ["taskset", "-c", cores] + (["chrt", "-r", "1"] if self.realtime else []) + command

    def spawn(self, name, command, cores, cwd=None):
        with open(self.dir / f"{name}.log", "ab") as log:
            process = subprocess.Popen(self.on(cores, command), stdout=log, stderr=log, start_new_session=True, cwd=cwd)
        self.started.append(process)
        return process

    def run(self, command, cores):
        return subprocess.run(self.on(cores, command), capture_output=True, text=True).stdout

    def put_compilers_behind(self, pid):
        """Takes the real-time priority from Java's compilers: they would have whole turns of 100 ms before what they compile."""
        for thread in Path(f"/proc/{pid}/task").iterdir() if self.realtime else []:
            if re.match(r"C[12] ", (thread / "comm").read_text()):
                subprocess.call(["chrt", "-o", "-p", "0", thread.name])

    def log(self, name):
        path = self.dir / f"{name}.log"
        return path.read_text(errors="replace")[-800:] if path.exists() else ""

    def compiled(self, source):
        """A C program of this directory, or None without a compiler."""
        program = self.dir / source
        if not program.exists():
            if not shutil.which("gcc"):
                return None
            subprocess.check_call(["gcc", "-O2", "-o", str(program), str(HERE / f"{source}.c")])
        return str(program)

    def certificate(self):
        crt, key = self.dir / "site.crt", self.dir / "site.key"
        if not crt.exists():
            subprocess.check_call(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                 "-keyout", str(key), "-out", str(crt), "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                stderr=subprocess.DEVNULL)
        return str(crt), str(key)

    def close(self):
        for process in self.started:
            stop(process)
        shutil.rmtree(self.dir, ignore_errors=True)


def stop(process):
    """Ends a process that was started here, and its children."""
    if process.poll() is not None:
        return
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    except ProcessLookupError:
        pass


def listens(port, process, seconds=40):
    """Whether a port takes connections before its process ends or the time is over."""
    end = time.time() + seconds
    while time.time() < end and process.poll() is None:
        with socket.socket() as client:
            client.settimeout(0.5)
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False


def cost(pid):
    """CPU seconds so far and proportional set size in MiB of a process and its children."""
    children, seconds = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry))
            seconds[int(entry)] = (int(fields[11]) + int(fields[12])) / TICKS
    todo, used, kib = [pid], 0.0, 0
    while todo:
        one = todo.pop()
        todo += children.get(one, [])
        used += seconds.get(one, 0)
        try:
            kib += int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M).group(1))
        except (OSError, AttributeError):
            pass
    return used, kib / 1024


def describe():
    """The kernel, the processor, Java and the versions of what is on the PATH."""
    def said(*command):
        try:
            done = subprocess.run(command, capture_output=True, text=True)
            return (done.stdout + done.stderr).strip().splitlines()[0]
        except (OSError, IndexError):
            return "not there"
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    return [f"{os.cpu_count()} x {model.group(1) if model else 'unknown'}, kernel {os.uname().release}", said("java", "-version")]
