"""Stock Rasa beside ours: the project it is given, and how the two are told apart."""

from deploy import stock
from deploy.measures import Case, Judged


def judged(truth: str, said: str) -> Judged:
    """A message of a label and what it was taken for."""
    return Judged(Case("words", (truth,)), ((said, 0.9),))


def test_it_is_taught_every_intent_we_are_and_has_an_answer_to_each() -> None:
    files = stock.project(100, "http://127.0.0.1:1")
    nlu, rules = files["data/nlu.yml"], files["data/rules.yml"]
    assert isinstance(nlu, dict) and isinstance(rules, dict)
    taught = {one["intent"] for one in nlu["nlu"]}
    assert {"report_pothole", "report_flooding_drain", "out_of_scope", "cancel"} <= taught
    assert taught == {one["steps"][0]["intent"] for one in rules["rules"]}
    assert not any(set("[]{}") & set(one["examples"]) for one in nlu["nlu"])


def test_its_pipeline_is_the_recommended_one() -> None:
    parts = stock.pipeline(100)["pipeline"]
    assert isinstance(parts, list)
    diet = next(one for one in parts if one["name"] == "DIETClassifier")
    assert diet == {"name": "DIETClassifier", "constrain_similarities": True, "epochs": 100}


def test_both_columns_stand_side_by_side_with_the_difference() -> None:
    ours = [judged("greet", "greet"), judged("thanks", "thanks")]
    theirs = [judged("greet", "greet"), judged("thanks", "greet")]
    text = "\n".join(stock.side_by_side(ours, theirs))
    assert "accuracy                        100.0 %   50.0 %    +50.0" in text
    assert "ours right and stock wrong 1, the other way round 0" in text
