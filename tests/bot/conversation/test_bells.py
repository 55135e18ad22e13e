import asyncio
import threading

from bot.conversation.bells import Bells


def test_a_bell_wakes_who_listens_from_any_thread():
    async def listen():
        bells = Bells()
        with bells.listen("turns") as bell:
            threading.Timer(0.02, bells.ring, ["turns"]).start()
            return await bell.wait(5)

    assert asyncio.run(listen())


def test_a_bell_that_rang_before_the_wait_is_not_missed():
    async def listen():
        bells = Bells()
        with bells.listen("turns") as bell:
            bells.ring("turns")
            return await bell.wait(1), await bell.wait(0.01)

    assert asyncio.run(listen()) == (True, False)


def test_each_listens_to_a_bell_of_its_own_and_all_who_listen_hear_it():
    async def listen():
        bells = Bells()
        with bells.listen("a") as one, bells.listen("a") as two, bells.listen("b") as other:
            bells.ring("a", "nobody")
            return [await bell.wait(0.05) for bell in (one, two, other)]

    assert asyncio.run(listen()) == [True, True, False]


def test_nothing_is_kept_of_bells_nobody_listens_to():
    async def listen():
        bells = Bells()
        for number in range(100):
            with bells.listen(f"conversation {number}"):
                pass
            bells.ring(f"conversation {number}")
        return bells

    assert not asyncio.run(listen())._listeners


def test_ringing_after_the_loop_has_ended_does_no_harm():
    bells = Bells()

    async def listen():
        bells.listen("turns").__enter__()

    asyncio.run(listen())
    bells.ring("turns")
