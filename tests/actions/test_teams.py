from actions.teams import line
from actions.topics import Topic
from integrations.council import Contact


def test_the_number_is_the_teams_own_by_day_and_never_a_made_up_one():
    anyone = Contact(name="centre", phone="1")
    night = Contact(name="night", phone="2", team="contact_centre", hours="out of hours")
    made_up = Contact(name="demo", phone="3", team="contact_centre", demo=True)
    own = Contact(name="tax", phone="4", team="contact_centre")
    topic = Topic("council_tax_query", "council tax", "contact_centre")
    assert line(topic, [night, made_up], anyone) is anyone
    assert line(topic, [night, made_up, own], anyone) is own
