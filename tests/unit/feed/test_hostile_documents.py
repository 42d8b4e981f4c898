"""Documents made to cost much cost little: two seconds of CPU and 300 MB at most, in a child of its own."""


import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CPU_SECONDS = 2.0
MEGABYTES = 300

CHILD = """
import json, resource, sys, time
from datetime import UTC, datetime
from storage.records import Failed, Page
from worker.feed.parse import parse_feed
warm = Page(url="https://e.example/", requested_url="", body=b"<rss><channel><item/></channel></rss>")
parse_feed(warm, now=datetime.now(UTC))
for line in sys.stdin:
    name, source = json.loads(line)
    body = eval(source)[:15_000_000]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        feed = parse_feed(Page(url="https://e.example/", requested_url="", body=body), now=datetime.now(UTC))
        said = f"{feed.total} entries"
    except Failed as error:
        said = error.failure.code.value
    spent = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) // 1024
    print(json.dumps([name, spent, grown, said]), flush=True)
"""

HEAD, TAIL = "b'<rss version=\"2.0\"><channel><title>t</title>'", "b'</channel></rss>'"
ITEM = "b'<item><title>a</title><guid>g</guid>'"


def rss(inside: str) -> str:
    return f"{HEAD} + {inside} + {TAIL}"


def item(inside: str) -> str:
    return rss(f"{ITEM} + {inside} + b'</item>'")


DOCUMENTS = {
    "a long author": item("b'<author>' + b'a' * 100_000 + b'</author>'"),
    "an author that is nearly an address": item("b'<author>' + b'a.' * 50_000 + b'@</author>'"),
    "a long editor": rss("b'<managingEditor>' + b'a-' * 100_000 + b'</managingEditor>' + b'<item/>'"),
    "many attributes": item("b'<x ' + b' '.join(b'a%d=\"x\"' % n for n in range(40_000)) + b'/>'"),
    "many categories": item("b''.join(b'<category>c%d</category>' % n for n in range(50_000))"),
    "many authors": item("b'<author><name>x</name></author>' * 50_000"),
    "many long names": rss("(b'<item>' + (b'<author>' + b'a' * 990 + b'</author>') * 49 + b'</item>') * 300"),
    "many long names, malformed": rss("(b'<item>' + (b'<author>' + b'a' * 990 + b'</author>') * 29 + b'</item>') * 50 + b'<'"),
    "many links": item("b'<link>http://e.example/</link>' * 100_000"),
    "many enclosures": item("b'<enclosure url=\"http://x/\" length=\"1\" type=\"a\"/>' * 90_000"),
    "many unknown elements": item("b''.join(b'<e%d>x</e%d>' % (n, n) for n in range(100_000))"),
    "many items": rss("b''.join(b'<item><title>a</title><guid>%d</guid></item>' % n for n in range(100_000))"),
    "many namespaces": "b'<rss ' + b' '.join(b'xmlns:n%d=\"http://x/%d\"' % (n, n) for n in range(20_000)) + b'/>'",
    "inline markup": "b'<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"xhtml\">' "
    "+ b'<p>x</p>' * 500_000 + b'</content></entry></feed>'",
    "deep nesting": item("b'<b>' * 100_000"),
    "deep items": "b'<rss>' + b'<item>' * 100_000",
    "unclosed tags": item("b'<a ' * 300_000"),
    "unclosed quotes": item("b'<a b=\"' + b'\"c=\"' * 200_000"),
    "unclosed comments": item("b'<!--' * 200_000"),
    "unclosed CDATA": item("b'<![CDATA[' * 200_000"),
    "ampersands": item("b'&' * 1_000_000"),
    "ampersands of 4 MB": rss("b'<item><pubDate>' + b'&@' * 2_000_000"),
    "named references of 4 MB": item("b'<x>' + b'&nbsp;' * 660_000 + b'</x>'"),
    "unknown entities": item("b'&a' * 500_000"),
    "less-than signs": item("b'<' * 1_000_000"),
    "broken markup of 14 MB": rss("b'<item><description>' + b'<p>x&nbsp;</p>' * 1_000_000"),
    "an entity bomb": "b'<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">' + b''.join(b'<!ENTITY %s \"%s\">' % "
    "(bytes([98 + n]), b'&%c;' % (97 + n) * 10) for n in range(20)) + b']>' + " + item("b'<x>&u;</x>'"),
    "a quadratic entity": "b'<!DOCTYPE x [<!ENTITY a \"' + b'a' * 100_000 + b'\">]>' + " + item("b'&a;' * 20_000"),
    "a list of entities": "b'<!DOCTYPE x [' + b'<!ENTITY a \"b\">\\n' * 200_000 + b']>' + " + item("b''"),
    "punycode": "b'<?xml version=\"1.0\" encoding=\"punycode\"?>' + " + item("b'\\xc3' * 300_000"),
    "references to nothing": item("b'<x>&#x110000;&#xD800;&#' + b'9' * 5000 + b';</x>'"),
    "a title of 14 MB": rss("b'<item><title>' + b'x' * 14_000_000 + b'</title></item>'"),
    "a title of tags": rss("b'<item><title><![CDATA[' + b'<script>' * 1_000_000 + b']]></title></item>'"),
    "a guid of a megabyte": rss("b'<item><guid>http://e.example/' + b'a' * 1_000_000 + b'</guid></item>'"),
    "a date of a megabyte": item("b'<pubDate>' + b'Mon, ' * 200_000 + b'</pubDate>'"),
    "a polygon": item("b'<georss:polygon xmlns:georss=\"http://www.georss.org/georss\">' + b'1 ' * 400_001 "
    "+ b'</georss:polygon>'"),
    "chapters": item("b'<psc:chapters xmlns:psc=\"http://podlove.org/simple-chapters\">' + "
    "b'<psc:chapter start=\"1:2:3\"/>' * 50_000 + b'</psc:chapters>'"),
    "deep JSON": "b'{\"version\":\"https://jsonfeed.org/version/1\",\"items\":' + b'[' * 1_000_000",
    "JSON with a long number": "b'{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":' "
    "+ b'9' * 1_000_000 + b'}]}'",
    "JSON with many items": "b'{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[' + "
    "b','.join(b'{\"id\":%d}' % n for n in range(500_000)) + b']}'",
    "a sitemap of 50,000": "b'<urlset xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\">' + b''.join("
    "b'<url><loc>http://e.example/%d</loc><n:news><n:title>t</n:title></n:news></url>' % n for n in range(50_000))",
    "NULs": "bytes(5_000_000)",
    "noise": "bytes(range(256)) * 40_000",
    "spaces": "b' ' * 14_000_000 + b'<rss/>'",
    "processing instructions": "b'<?xml ' * 200_000 + " + item("b''"),
    "doctypes": "b'<!DOCTYPE ' * 200_000 + " + item("b''"),
}  # fmt: skip


@pytest.fixture(scope="module")
def costs() -> dict[str, tuple[float, int, str]]:
    lines = "".join(json.dumps(pair) + "\n" for pair in DOCUMENTS.items())
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=lines,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {
        name: (spent, grown, said) for name, spent, grown, said in map(json.loads, done.stdout.splitlines())
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_hostile_document_costs_little(costs: dict[str, tuple[float, int, str]], name: str) -> None:
    spent, grown, said = costs[name]
    assert spent <= CPU_SECONDS, said
    assert grown <= MEGABYTES, said
