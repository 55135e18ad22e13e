"""Twenty ways of asking for data and records, each under the right it uses."""

import pytest

from actions.information_request import service

WORDINGS = [
    ("I would like to see everything the council has written about me", "access"),
    ("please treat this as a subject access request", "access"),
    ("can I get my old care file, I was fostered by you", "access"),
    ("I want the CCTV of me falling over at the bus station", "access"),
    ("copy of my housing file please", "access"),
    ("I need all the personal data you process under GDPR", "access"),
    ("Under FOI, how many bins were missed in May?", "freedom_of_information"),
    ("how much did the new town hall lift cost, I want that in writing", "freedom_of_information"),
    ("freedom of information: contracts with Acme Ltd", "freedom_of_information"),
    ("please disclose the spending on agency staff", "freedom_of_information"),
    ("release the inspection dates for Heaton Lane", "freedom_of_information"),
    ("air quality readings for the A6, please", "environmental_information"),
    ("I want the flood report for our estate", "environmental_information"),
    ("EIR request: asbestos in the old mill", "environmental_information"),
    ("you shared my address with my neighbour", "data_complaint"),
    ("your clerk told my ex where I live", "data_complaint"),
    ("there has been a data breach with my benefit letter", "data_complaint"),
    ("please delete my data", "data_change"),
    ("my record is wrong and I want it corrected", "data_change"),
    ("stop using my information", "data_change"),
]


@pytest.mark.parametrize(("text", "kind"), WORDINGS)
def test_the_right_that_is_used(text, kind):
    assert service.kind_of(text) == kind
    assert not service.is_bare(text)


@pytest.mark.parametrize("text", ["FOI", "freedom of information request", "how do I put in an FOI",
                                  "data breach"])  # fmt: skip
def test_who_names_only_the_right_is_asked_what_for(text):
    assert service.is_bare(text)


def test_subject_access_alone_says_it_all():
    assert not service.is_bare("subject access request")
