"""Every question and map has its page, made from its own docstring, with the example that its doctest runs."""

from __future__ import annotations

import doctest
import html
import re

import pytest

import app
from graphsvc import vocabulary
from graphsvc.web.documentation import as_html

ENTRIES = {**app.CATALOGUE.questions, **app.CATALOGUE.maps}


def prose(page):
    return re.search(r'<div class="prose"[^>]*>(.*?)</div>\s*<details', page.html, re.DOTALL).group(1)


def examples(entry):
    """The lines of an entry's doctest, as its file has them."""
    parsed = doctest.DocTestParser().get_examples(entry.module.__doc__)
    return [line for example in parsed for line in (example.source + example.want).splitlines() if line.strip()]


def test_the_contents_lead_to_every_question_and_map(reader):
    page = reader.page("/documentation/")
    led_to = {value for tag, name, value in page.attributes if tag == "a" and name == "href"}
    assert led_to >= {f"/documentation/{name}" for name in ENTRIES}
    for entry in ENTRIES.values():
        assert entry.title.into("de") in page.text
    for word in ("erfasst", "gefragt und verneint", "keine Auskunft"):
        assert word in page.text
    for code in (*vocabulary.KINDS, *vocabulary.TIES, *vocabulary.FORMS):
        assert f"<code>{code}</code>" in page.html


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_a_page_shows_its_example_and_no_markup(reader, name):
    entry, page = ENTRIES[name], reader.page(f"/documentation/{name}")
    assert page.status == 200
    assert f'<h1 class="kern-heading-large">{html.escape(entry.title.into("de"))}</h1>' in page.html
    body = prose(page)
    shown = html.unescape(" ".join(re.findall(r"<pre[^>]*>(.*?)</pre>", body, re.DOTALL)))
    told = examples(entry)
    assert len(told) >= 2 or name in app.CATALOGUE.maps  # a picture can't be checked by hand
    for line in told:
        assert line in shown, line
    around = re.sub(r"<pre[^>]*>.*?</pre>", "", body, flags=re.DOTALL)
    for markup in ("---", "===", "``", "&gt;&gt;&gt;", ".. ", ":class:", "**"):
        assert markup not in around
    headings = re.findall(r"<h3>(.*?)</h3>", body)
    written = re.findall(r"^(\S.*)\n-{3,}$", entry.documentation, re.MULTILINE)
    assert headings == [html.escape(heading) for heading in written]
    assert len(headings) >= 2


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_a_page_names_every_parameter_and_ways_that_work(reader, name):
    entry, page = ENTRIES[name], reader.page(f"/documentation/{name}")
    for option in entry.signature.options:
        assert f"<code>{option.name}</code>" in page.html
        assert option.param.label.into("de") in page.text
    (path,) = re.findall(r"GET (/\S+)", html.unescape(page.html))
    assert reader.get(path).status_code == 200
    opened = "maps" if name in app.CATALOGUE.maps else "questions"
    assert f'href="/{opened}/{name}"' in page.html


def test_raw_html_in_a_docstring_stays_text():
    assert as_html("Ein <script>alert(1)</script> und\n\nMethode\n-------\nText") == (
        "<p>Ein &lt;script&gt;alert(1)&lt;/script&gt; und</p>\n<h3>Methode</h3>\n<p>Text</p>\n"
    )


def test_every_question_links_to_how_it_is_reckoned(reader):
    for name in app.CATALOGUE.questions:
        assert f'href="/documentation/{name}"' in reader.get(f"/questions/{name}").text
