"""The launcher over dummy processes, one for each port given: what `make run` is, made small."""

import sys
from pathlib import Path

from deploy.launcher import Launcher, LaunchFailed, Stopped, stop_on_signals
from deploy.processes import Program

DUMMY = str(Path(__file__).with_name("dummy.py"))


def main(logs: str, *ports: str) -> int:
    """Runs until told to stop; a port written ``8001:broken`` is a process that cannot start."""
    stop_on_signals()
    programs = []
    for port in ports:
        number, _, wish = port.partition(":")
        command = (sys.executable, DUMMY, number, *([wish] if wish else []))
        programs.append(Program(f"dummy-{number}", command, int(number), "DUMMY_PORT", "/"))
    launcher = Launcher(programs, {}, Path(logs), lambda line: print(line, flush=True))
    try:
        launcher.check_ports()
        launcher.start()
        launcher.watch()
    except LaunchFailed as fault:
        print(fault, flush=True)
        return 1
    except Stopped:
        return 0
    finally:
        launcher.stop()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
