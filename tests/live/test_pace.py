from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forum.live.pace import Pacer

GAP = 0.25
STEPS = st.lists(st.tuples(st.floats(0, 0.6), st.sampled_from("ab")), max_size=60)


def play(steps):
    """Marks at the given distances, rendered as soon as they are due."""
    pacer, now, marked, rendered = Pacer(GAP), 0.0, [], []

    def render_until(end):
        nonlocal now
        while (wait := pacer.wait(now)) is not None and now + wait <= end:
            now += wait
            rendered.extend((now, key) for key in pacer.take(now))
        now = end

    for distance, key in steps:
        render_until(now + distance)
        pacer.mark(key, now)
        marked.append((now, key))
    render_until(now + 2 * GAP)
    return marked, rendered


@given(STEPS)
def test_a_topic_is_rendered_at_most_four_times_a_second(steps):
    _, rendered = play(steps)

    for key in "ab":
        times = [at for at, other in rendered if other == key]
        assert all(b - a >= GAP - 1e-9 for a, b in pairwise(times))


@given(STEPS)
def test_after_every_change_the_newest_comes_within_the_gap(steps):
    marked, rendered = play(steps)

    for at, key in marked:
        assert any(at <= then <= at + GAP + 1e-9 for then, other in rendered if other == key)


@given(STEPS)
def test_nothing_is_rendered_without_a_change(steps):
    marked, rendered = play(steps)

    assert len(rendered) <= len(marked)


def test_a_pacer_forgets_what_is_past():
    pacer = Pacer(GAP)

    for n in range(1000):
        pacer.mark(n, n)
        pacer.take(n)

    assert len(pacer._passed) <= 2
