"""One learner's process. Apart from `__main__`, which a fresh process does not read again
(multiprocessing's spawn).
"""

from pathlib import Path

import torch

from deploy.adapt.learn import Learner, Lesson, Plan, one_thread


def work(lesson: Lesson, plan: Plan, file: Path) -> Path:
    """Learns, and writes the weights down."""
    one_thread()
    torch.save(Learner(lesson, plan).learn().state_dict(), file)
    return file
