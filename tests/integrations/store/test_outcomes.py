"""What figures are counted from is found without reading all that was ever noted."""

from sqlalchemy import event, text

from integrations.store import outcomes
from integrations.store.models import Conversation


def test_the_events_of_figures_are_found_by_their_own_index(store):
    asked = []
    event.listen(store.engine, "before_cursor_execute",
                 lambda _, __, words, given, *more: asked.append((words, given)))  # fmt: skip
    with store.begin() as tx:
        tx.add(Conversation(id="c", channel="web", identity="p", last_seq=2,
                            created_at=5.0, updated_at=5.0))  # fmt: skip
    with store.read() as tx:
        assert [one.identity for one in outcomes.between(tx, 0.0, 9.0)] == ["p"]
        ((words, given),) = [one for one in asked if "events.kind" in one[0]]
        assert "IN ('heard', 'task', 'missed', 'rated')" in words
        if store.sqlite:
            plan = tx.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)
            assert any("events_for_figures" in str(row) for row in plan)
        else:
            index = "SELECT indexdef FROM pg_indexes WHERE indexname = 'events_for_figures'"
            assert "heard" in tx.execute(text(index)).scalar_one()
