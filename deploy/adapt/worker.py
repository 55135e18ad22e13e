"""One process of several that fit the encoder together.

Apart from `__main__`, which a fresh process does not read again (multiprocessing's spawn).
"""

from pathlib import Path

from deploy.adapt import export
from deploy.adapt.learn import Course, Learner, one_thread


def work(worker: int, course: Course, file: Path) -> None:
    """Learns its share; the first process writes the encoder down after each pass."""
    one_thread()
    course = Course(**{**vars(course), "worker": worker})
    for number, encoder in enumerate(Learner(course).learn(), 1):
        if worker == 0:
            export.write(encoder, file)
            print(f"pass {number} done", flush=True)
