"""PrefLib's own tools read what we write."""

import pytest

from forum.polls.logic.formats import preflib
from forum.polls.logic.formats.preflib import Preferences, orders_of
from tests.oracle.rankings import profiles

instances = pytest.importorskip("preflibtools.instances")
sanity = pytest.importorskip("preflibtools.instances.sanity")

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("ties", [False, True])
def test_preflibtools_reads_the_same_orders_and_finds_nothing_wrong(ties, tmp_path):
    for ballots, question in profiles(ties=ties, count=200):
        names = {key: f"ทางเลือก {key}" for key in question.keys}
        ours = Preferences(names, orders_of(ballots), title="คำถาม")
        path = tmp_path / preflib.file_name(ours, "poll")
        path.write_text(preflib.written(ours, "poll"), encoding="utf-8")

        theirs = instances.OrdinalInstance(str(path))

        assert theirs.multiplicity == {
            tuple(tuple(int(key) + 1 for key in group) for group in order): votes
            for order, votes in ours.orders.items()
        }
        assert theirs.data_type == theirs.infer_type() == ours.kind
        assert list(theirs.alternatives_name.values()) == list(names.values())
        assert sanity.metadata(theirs) + sanity.orders(theirs) == []


def test_what_preflibtools_writes_is_read_by_us(tmp_path):
    for ballots, question in profiles(ties=True, count=50):
        theirs = instances.OrdinalInstance()
        theirs.title = "poll"
        for key in question.keys:
            theirs.alternatives_name[int(key) + 1] = key
        theirs.num_alternatives = len(question.keys)
        orders = orders_of(ballots)
        theirs.append_order_list(
            [
                tuple(tuple(int(key) + 1 for key in group) for group in order)
                for order, votes in orders.items()
                for _ in range(votes)
            ]
        )
        theirs.data_type = theirs.infer_type()
        theirs.write(str(tmp_path / "poll"))

        text = (tmp_path / f"poll.{theirs.data_type}").read_text(encoding="utf-8")

        assert preflib.read(text).orders == {
            tuple(tuple(str(int(key) + 1) for key in group) for group in order): votes
            for order, votes in orders.items()
        }
